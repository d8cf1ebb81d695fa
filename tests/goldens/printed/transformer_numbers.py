# Layers of attention with numbers: dropout in its order, masks, inputs without a batch, padding that eval mode leaves out.
import torch
from torch import nn
import torch.nn.functional as F


def show(name, x):
    print(name, tuple(x.shape), [f"{v:.3f}" for v in x.detach().flatten()[:5].tolist()], f"{x.abs().sum().item():.2f}")


torch.manual_seed(1)
for batch_first in (False, True):
    for norm_first in (False, True):
        for activation in ("relu", "gelu", F.silu, nn.Tanh()):
            layer = nn.TransformerEncoderLayer(8, 2, 16, activation=activation, batch_first=batch_first, norm_first=norm_first)
            x = torch.randn(3, 5, 8)
            show(f"enc {batch_first} {norm_first}", layer(x))
            layer.eval()
            show("eval", layer(x))
        d = nn.TransformerDecoderLayer(8, 4, 16, 0.3, batch_first=batch_first, norm_first=norm_first)
        m = torch.randn(3, 7, 8) if batch_first else torch.randn(7, 5, 8)
        show("dec", d(x, m))
        n = x.shape[1 if batch_first else 0]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        show("dec masked", d(x, m, tgt_mask=mask, tgt_is_causal=True))
        show("dec masked", d(x, m, tgt_mask=mask))
        b = x.shape[0 if batch_first else 1]
        pad = torch.zeros(b, n, dtype=torch.bool)
        pad[0, -1] = True
        show("enc padded", layer(x, src_key_padding_mask=pad))
        show("enc both", layer(x, mask, pad))
        memory_pad = torch.zeros(b, 7, dtype=torch.bool)
        memory_pad[1, 3:] = True
        show("dec all", d(x, m, tgt_mask=mask, tgt_key_padding_mask=pad, memory_key_padding_mask=memory_pad))
        d.eval()
        show("dec eval", d(x, m, tgt_mask=torch.ones(n, n).triu(1).bool(), memory_key_padding_mask=memory_pad))
u = nn.TransformerEncoderLayer(8, 2, 16)
show("unbatched", u(torch.randn(5, 8)))
show("unbatched", u.eval()(torch.randn(5, 8), src_key_padding_mask=torch.tensor([False, False, False, True, True])))
t = nn.Transformer(8, 2, 2, 2, 16, batch_first=True)
src, tgt = torch.randn(2, 6, 8), torch.randn(2, 4, 8)
show("transformer", t(src, tgt))
show("transformer", t(src, tgt, tgt_mask=t.generate_square_subsequent_mask(4), src_key_padding_mask=torch.tensor([[0, 0, 0, 0, 0, 1], [0, 0, 0, 1, 1, 1]]).bool()))
t.eval()
show("transformer eval", t(src, tgt, src_mask=t.generate_square_subsequent_mask(6), src_is_causal=True))
show("unbatched", t(src[0], tgt[0]))
enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, dropout=0.2, batch_first=True), 2, norm=nn.LayerNorm(8)).eval()
pad = torch.tensor([[False] * 6, [False, False, False, False, True, True]])
show("grad", enc(src, src_key_padding_mask=pad))
with torch.no_grad():
    show("no grad", enc(src, src_key_padding_mask=pad))
    print(enc(src, src_key_padding_mask=pad)[1, :, 0])
    show("not left", enc(src, src_key_padding_mask=pad.flip(1)))
    enc2 = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, dropout=0.2, batch_first=True), 2, enable_nested_tensor=False).eval()
    print(enc2(src, src_key_padding_mask=pad)[1, :, 0])
    enc3 = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, dropout=0.2, batch_first=True), 2).eval()
    print(enc3(src, src_key_padding_mask=pad)[1, :, 0])
    print(enc3(src, src_key_padding_mask=torch.zeros(2, 6).masked_fill(pad, float("-inf")))[1, :, 0])
    print(enc3(src, mask=torch.zeros(6, 6), src_key_padding_mask=pad)[1, :, 0])
