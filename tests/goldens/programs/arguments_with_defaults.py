import argparse

import torch
import torch.nn as nn

parser = argparse.ArgumentParser(description='A small language model.')
parser.add_argument('--cell', type=str, default='GRU')
parser.add_argument('--num-words', type=int, default=30)
parser.add_argument('--width', '-w', type=int, default=12)
parser.add_argument('--depth', type=int, default='2')
parser.add_argument('--tied', action='store_true')
args = parser.parse_args()


class Words(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.args = args
        self.table = nn.Embedding(args.num_words, args.width)
        self.cell = getattr(nn, args.cell)(args.width, args.width, args.depth)
        self.out = nn.Linear(args.width, args.num_words)
        if args.tied:
            self.out.weight = self.table.weight

    def start(self, batch):
        first = next(self.parameters())
        return first.new_zeros(self.args.depth, batch, self.args.width)

    def forward(self, words, state):
        seen, state = self.cell(self.table(words), state)
        scores = self.out(seen).cumsum(axis=0)
        return scores.mean(axis=1, keepdims=True), state


model = Words(args)
scores, state = model(torch.arange(20).view(5, 4), model.start(4))
print(scores.shape, state.shape, len(list(model.children())), next(iter(model.named_parameters()))[0])
