# Stacks of attention as programs use them: subclasses, hooks, layers put in place of others, state dicts.
import math
import torch
from torch import nn
import torch.nn.functional as F
from torch.nn import TransformerEncoder, TransformerEncoderLayer
from torch.nn.modules.transformer import _get_clones


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, dropout=0.1, max_len=50):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return self.dropout(x + self.pe[: x.size(0)])


class TransformerModel(nn.Module):
    def __init__(self, ntoken, d_model, nhead, d_hid, nlayers, dropout=0.5):
        super().__init__()
        self.pos_encoder = PositionalEncoding(d_model, dropout)
        encoder_layers = TransformerEncoderLayer(d_model, nhead, d_hid, dropout)
        self.transformer_encoder = TransformerEncoder(encoder_layers, nlayers)
        self.embedding = nn.Embedding(ntoken, d_model)
        self.d_model = d_model
        self.linear = nn.Linear(d_model, ntoken)
        self.init_weights()

    def init_weights(self):
        initrange = 0.1
        self.embedding.weight.data.uniform_(-initrange, initrange)
        self.linear.bias.data.zero_()
        self.linear.weight.data.uniform_(-initrange, initrange)

    def forward(self, src, src_mask=None):
        src = self.pos_encoder(self.embedding(src) * math.sqrt(self.d_model))
        if src_mask is None:
            src_mask = nn.Transformer.generate_square_subsequent_mask(len(src))
        return self.linear(self.transformer_encoder(src, src_mask))


torch.manual_seed(0)
model = TransformerModel(20, 8, 2, 16, 2, 0.2)
data = torch.randint(0, 20, (7, 3))
out = model(data)
print(out.shape, f"{out.sum().item():.4f}")
loss = F.cross_entropy(out.view(-1, 20), torch.randint(0, 20, (21,)))
print(f"{loss.item():.4f}")
loss.backward()
print(out.grad_fn is not None)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.step()


class Recording(nn.TransformerEncoderLayer):
    """Keeps the attention weights."""

    def _sa_block(self, x, attn_mask, key_padding_mask, is_causal=False):
        x, self.weights = self.self_attn(x, x, x, attn_mask=attn_mask, key_padding_mask=key_padding_mask, need_weights=True)
        return self.dropout1(x)


r = Recording(8, 2, 16, batch_first=True).eval()
print(r)
with torch.no_grad():
    y = r(torch.randn(2, 5, 8))
print(hasattr(r, 'weights'))
r.train()
with torch.no_grad():
    r(torch.randn(2, 5, 8))
print(r.weights.shape)
both = nn.TransformerEncoder(r, 2)
both(torch.randn(2, 5, 8))
print([l.weights.shape for l in both.layers])


class Own(nn.TransformerDecoderLayer):
    def forward(self, tgt, memory=None, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False):
        x = tgt
        x = self.norm1(x + self._sa_block(x, tgt_mask, tgt_key_padding_mask))
        return self.norm3(x + self._ff_block(x))


print(Own(8, 2, 16)(torch.randn(4, 2, 8)).shape)
seen = []
enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
for name, m in enc.named_modules():
    m.register_forward_hook(lambda mod, args, out, name=name: seen.append((name, type(mod).__name__, tuple(out[0].shape if isinstance(out, tuple) else out.shape), len(args))))
enc.eval()
with torch.no_grad():
    enc(torch.randn(2, 3, 8))
for s in seen:
    print(s)


def init(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 0.25)
        if m.bias is not None:
            nn.init.zeros_(m.bias)
    elif isinstance(m, nn.LayerNorm):
        nn.init.ones_(m.weight)


enc.apply(init)
print(enc.layers[0].self_attn.out_proj.weight.sum(), enc.layers[1].linear2.weight.mean())
print(f"{enc(torch.ones(1, 2, 8)).sum().item():.4f}")
enc.layers[0].self_attn.out_proj.weight.data.fill_(0.0)
enc.layers[0].linear1 = nn.Linear(8, 16, bias=False)
nn.init.ones_(enc.layers[0].linear1.weight)
print([n for n, _ in enc.layers[0].named_parameters()])
print([f"{v:.4f}" for v in enc(torch.arange(16.0).view(1, 2, 8)).flatten()[:4].tolist()])
state = enc.state_dict()
other = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
try:
    print(other.load_state_dict(state))
except RuntimeError as e:
    print(e)
print(other.load_state_dict(state, strict=False))
print(torch.equal(other.layers[0].self_attn.out_proj.weight, enc.layers[0].self_attn.out_proj.weight))
for p in enc.parameters():
    p.requires_grad = False
print(sum(p.numel() for p in enc.parameters() if p.requires_grad), sum(p.numel() for p in enc.parameters()))
clones = _get_clones(nn.TransformerDecoderLayer(4, 2, 8), 2)
print(type(clones).__name__, len(clones))
a = nn.MultiheadAttention(8, 2)
print(a)
b = nn.MultiheadAttention(8, 2, kdim=6, vdim=4, bias=False, add_bias_kv=True, batch_first=True)
print(b, [(n, tuple(p.shape)) for n, p in b.named_parameters()])
print(b.kdim, b.vdim, b.head_dim, b._qkv_same_embed_dim, b.in_proj_weight, b.in_proj_bias, b.out_proj.bias, a.bias_k, a.bias_v, a.q_proj_weight, b.add_zero_attn, b.dropout)
print([n for n, _ in a.named_modules()], list(a.children()), list(a.state_dict()))
q = torch.randn(3, 2, 8)
o, w = a(q, q, q)
print(o.shape, w.shape)
o2 = F.linear(q, a.out_proj.weight, a.out_proj.bias)
print(torch.allclose(a.out_proj(q), o2))
a.out_proj.weight.data.zero_()
print(a(q, q, q)[0].abs().sum().item())
nn.init.xavier_uniform_(a.out_proj.weight)
nn.init.constant_(a.out_proj.bias, 1.0)
print(f"{a(q, q, q, need_weights=False)[0].sum().item():.4f}", a(q, q, q, need_weights=False)[1])
print(a(q, q, q, average_attn_weights=False)[1].shape)
