# PyTorch's own attention and encoder layer.
# model: Encoder(16, 4)
# input: 2,5,16
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm = nn.LayerNorm(dim)
        self.feed = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        seen, weights = self.attention(x, x, x)
        x = self.norm(x + seen)
        return self.norm(x + self.feed(x)), weights
