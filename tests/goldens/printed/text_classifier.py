# A text classifier from its words on: patterns, counts, padding, packing, a seeded shuffle.
import re, string, random
from collections import Counter
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
corpus = ["The cat sat on the mat.", "A dog barked loudly!", "Birds fly high, don't they?"] * 20
labels = [0, 1, 1] * 20
def tokenize(t):
    t = t.lower().translate(str.maketrans("", "", string.punctuation))
    return re.findall(r"[a-z]+", t)
counter = Counter(w for s in corpus for w in tokenize(s))
vocab = {"<pad>": 0, "<unk>": 1, **{w: i + 2 for i, (w, c) in enumerate(counter.most_common())}}
print(len(vocab), list(vocab)[:6])
encode = lambda s: torch.tensor([vocab.get(w, 1) for w in tokenize(s)])
def collate(batch):
    xs, ys = zip(*batch)
    lens = torch.tensor([len(x) for x in xs])
    return pad_sequence(xs, batch_first=True), lens, torch.tensor(ys)
data = list(zip(map(encode, corpus), labels)); random.seed(0); random.shuffle(data)
loader = torch.utils.data.DataLoader(data, batch_size=8, collate_fn=collate)
class Net(nn.Module):
    def __init__(self, v, d=16, h=32):
        super().__init__()
        self.emb = nn.Embedding(v, d, padding_idx=0); self.rnn = nn.GRU(d, h, batch_first=True, bidirectional=True); self.fc = nn.Linear(2 * h, 2)
    def forward(self, x, lens):
        p = pack_padded_sequence(self.emb(x), lens, batch_first=True, enforce_sorted=False)
        _, h = self.rnn(p)
        return self.fc(torch.cat([h[-2], h[-1]], 1))
torch.manual_seed(1)
net = Net(len(vocab))
for x, lens, y in loader: pass
print(x.shape, lens.tolist(), y.tolist(), net(x, lens).shape, round(net(x, lens).sum().item(), 4))
