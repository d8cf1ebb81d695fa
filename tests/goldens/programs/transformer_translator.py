# Two stacks of attention, and what each layer in them is called with: masks of padding and of what comes later.
# model: Translator()
# input: 6,2:long
# input: 4,2:long
import math

import torch
from torch import nn


class Translator(nn.Module):
    def __init__(self, words=20, d_model=16):
        super().__init__()
        self.d_model = d_model
        self.source, self.target = nn.Embedding(words, d_model), nn.Embedding(words, d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead=4, dim_feedforward=32)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2, norm=nn.LayerNorm(d_model))
        layer = nn.TransformerDecoderLayer(d_model, nhead=2, dim_feedforward=24, activation=nn.GELU(), norm_first=True)
        self.decoder = nn.TransformerDecoder(layer, num_layers=2)
        self.head = nn.Linear(d_model, words)

    def forward(self, source, target):
        later = nn.Transformer.generate_square_subsequent_mask(target.size(0))
        padding = (source < 0).t()
        memory = self.encoder(self.source(source) * math.sqrt(self.d_model), src_key_padding_mask=padding)
        out = self.decoder(self.target(target), memory, tgt_mask=later, memory_key_padding_mask=padding)
        return self.head(out)
