# Self-attention written out: heads made by view and transpose, joined again.
import math
import torch
import torch.nn as nn


class Attention(nn.Module):
    def __init__(self, d_model=512, heads=8):
        super().__init__()
        self.heads, self.d_k = heads, d_model // heads
        self.q = nn.Linear(d_model, d_model)
        self.k = nn.Linear(d_model, d_model)
        self.v = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        self.norm = nn.LayerNorm(d_model)

    def forward(self, x, mask=None):
        b, t, d = x.shape
        q = self.q(x).view(b, t, self.heads, self.d_k).transpose(1, 2)
        k = self.k(x).view(b, t, self.heads, self.d_k).transpose(1, 2)
        v = self.v(x).view(b, t, self.heads, self.d_k).permute(0, 2, 1, 3)
        scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(self.d_k)
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().reshape(b, t, d)
        return self.norm(x + self.out(y))


x = torch.randn(2, 10, 512)
print(Attention()(x).shape)
