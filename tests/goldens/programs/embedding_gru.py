# Words to vectors to one label; the last hidden state decides.
# model: Mood()
# input: 4,9:long
import torch
import torch.nn as nn


class Mood(nn.Module):
    def __init__(self, words=50, dim=12, hidden=20, labels=3):
        super().__init__()
        self.embed = nn.Embedding(words, dim, padding_idx=0)
        self.gru = nn.GRU(dim, hidden, batch_first=True, num_layers=2, dropout=0.1)
        self.drop = nn.Dropout(0.3)
        self.fc = nn.Linear(hidden, labels)

    def forward(self, tokens):
        vectors = self.drop(self.embed(tokens))
        states, last = self.gru(vectors)
        return self.fc(last[-1])
