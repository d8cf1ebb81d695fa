# Attention from matrix products, heads split with view and transpose.
# model: Attention(dim=24, heads=4)
# input: 2,7,24
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        assert dim % heads == 0
        self.heads, self.size = heads, dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)
        q = q.view(B, T, self.heads, self.size).transpose(1, 2)
        k = k.view(B, T, self.heads, self.size).transpose(1, 2)
        v = v.view(B, T, self.heads, self.size).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.size)
        mask = torch.tril(torch.ones(T, T)).view(1, 1, T, T)
        scores = scores.masked_fill(mask == 0, float("-inf"))
        y = torch.matmul(F.softmax(scores, dim=-1), v)
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.proj(y)
