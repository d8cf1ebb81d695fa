# F.multi_head_attention_forward, which pools and attentions that hold their weights themselves call.
import torch
from torch import nn
import torch.nn.functional as F


class AttentionPool2d(nn.Module):
    def __init__(self, spacial_dim, embed_dim, num_heads, output_dim=None):
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(spacial_dim ** 2 + 1, embed_dim) / embed_dim ** 0.5)
        self.k_proj = nn.Linear(embed_dim, embed_dim)
        self.q_proj = nn.Linear(embed_dim, embed_dim)
        self.v_proj = nn.Linear(embed_dim, embed_dim)
        self.c_proj = nn.Linear(embed_dim, output_dim or embed_dim)
        self.num_heads = num_heads

    def forward(self, x):
        x = x.flatten(start_dim=2).permute(2, 0, 1)
        x = torch.cat([x.mean(dim=0, keepdim=True), x], dim=0)
        x = x + self.positional_embedding[:, None, :].to(x.dtype)
        x, _ = F.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=x.shape[-1], num_heads=self.num_heads,
            q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight, v_proj_weight=self.v_proj.weight,
            in_proj_weight=None, in_proj_bias=torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]),
            bias_k=None, bias_v=None, add_zero_attn=False, dropout_p=0, out_proj_weight=self.c_proj.weight,
            out_proj_bias=self.c_proj.bias, use_separate_proj_weight=True, training=self.training, need_weights=False)
        return x.squeeze(0)


def show(*tensors):
    for x in tensors:
        print(None if x is None else (tuple(x.shape), [f"{v:.3f}" for v in x.flatten()[:5].tolist()], f"{x.abs().sum().item():.3f}"))


torch.manual_seed(0)
pool = AttentionPool2d(4, 16, 4, 8)
show(pool(torch.randn(2, 16, 4, 4)))
m = nn.MultiheadAttention(8, 2, dropout=0.4, add_bias_kv=True, add_zero_attn=True)
x, y = torch.randn(3, 2, 8), torch.randn(5, 2, 8)
pad = torch.tensor([[False, False, False, True, True], [False] * 5])


def call(q, k, **kwargs):
    return F.multi_head_attention_forward(q, k, k, 8, 2, m.in_proj_weight, m.in_proj_bias, m.bias_k, m.bias_v, m.add_zero_attn, m.dropout, m.out_proj.weight, m.out_proj.bias, **kwargs)


torch.manual_seed(4)
show(*call(x, y))
torch.manual_seed(4)
show(*m(x, y, y))
show(*call(x, y, training=False, key_padding_mask=pad))
show(*call(x, y, training=False, key_padding_mask=pad, attn_mask=torch.ones(3, 5).triu(2).bool(), average_attn_weights=False))
show(*call(x, y, training=False, need_weights=False, attn_mask=torch.randn(4, 3, 5)))
show(*call(x[:, 0], y[:, 0], training=False))
torch.manual_seed(4)
show(*call(x, y, need_weights=False))
for bad in (lambda: call(torch.randn(3, 2, 6), y), lambda: call(x, y, attn_mask=torch.zeros(3, 3)), lambda: call(x, y, attn_mask=torch.zeros(3, 5).long()), lambda: call(x, y, is_causal=True)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
