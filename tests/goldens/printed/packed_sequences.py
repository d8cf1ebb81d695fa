# Packed sequences: what is in them, recurrent layers over them, what is said of wrong lengths.
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pack_sequence, pad_sequence, PackedSequence
def tell(f):
    try: print(f())
    except Exception as e: print(type(e).__name__ + ": " + str(e))
torch.manual_seed(0)
x = torch.randn(3, 5, 4); lengths = torch.tensor([5, 3, 2])
p = pack_padded_sequence(x, lengths, batch_first=True)
print(type(p).__name__, p.data.shape, p.batch_sizes, isinstance(p, PackedSequence))
for net in [nn.LSTM(4, 6, batch_first=True), nn.LSTM(4, 6, 2, bidirectional=True), nn.GRU(4, 6, batch_first=True, bidirectional=True), nn.RNN(4, 6)]:
    net.eval()
    for ls in [[5, 3, 2], [2, 4, 3]]:
        inp = x if net.batch_first else x.transpose(0, 1)
        p = pack_padded_sequence(inp, torch.tensor(ls), batch_first=net.batch_first, enforce_sorted=False)
        out, h = net(p)
        y, n = pad_packed_sequence(out, batch_first=net.batch_first)
        hn = h[0] if isinstance(h, tuple) else h
        print(y.shape, n, hn.shape, round(y.sum().item(), 4), round(hn.sum().item(), 4), out.data.shape)
y, n = pad_packed_sequence(p, total_length=7); print(y.shape, n.tolist())
s = pack_sequence([torch.ones(3, 2), torch.ones(1, 2)]); print(s.data.shape, s.batch_sizes.tolist(), pad_packed_sequence(s, batch_first=True)[0].shape)
tell(lambda: pack_padded_sequence(x, [2, 3, 1], batch_first=True))
tell(lambda: pack_padded_sequence(x, [5, 3, 0], batch_first=True))
tell(lambda: pack_padded_sequence(x, [5, 3], batch_first=True))
tell(lambda: pad_packed_sequence(p, total_length=2))
tell(lambda: pad_sequence([]))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(20, 4, padding_idx=0); self.lstm = nn.LSTM(4, 8, batch_first=True); self.fc = nn.Linear(8, 2)
    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.emb(ids), lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.fc(h[-1])
print(Net()(torch.randint(1, 20, (4, 6)), torch.tensor([6, 2, 3, 1])).shape)
