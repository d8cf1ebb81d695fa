# What print() says of modules.
import torch
import torch.nn as nn
from collections import OrderedDict

for m in [
    nn.Conv1d(2, 8, 5, stride=2, padding=1), nn.Conv2d(3, 32, 7), nn.Conv2d(4, 8, (3, 5), (1, 2), 0, 2, 4, bias=False),
    nn.Conv2d(4, 4, 3, padding='same', padding_mode='reflect'), nn.Conv3d(1, 2, 3, groups=1),
    nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False), nn.ConvTranspose1d(4, 4, 3, stride=2, output_padding=1, groups=2),
    nn.Linear(10, 5), nn.Linear(3, 3, bias=False), nn.Bilinear(2, 3, 4), nn.Identity(5, x=1),
    nn.Embedding(10, 3), nn.Embedding(10, 3, padding_idx=0, max_norm=1.0, sparse=True), nn.EmbeddingBag(10, 3, mode='sum'),
    nn.MaxPool2d(2), nn.MaxPool1d(3, 2, 1, ceil_mode=True), nn.AvgPool2d((2, 3), 2), nn.AvgPool1d(3), nn.AvgPool3d(2),
    nn.LPPool2d(2, 3), nn.AdaptiveAvgPool2d((7, None)), nn.AdaptiveAvgPool1d(1), nn.AdaptiveMaxPool2d(3), nn.MaxUnpool2d(2, stride=2),
    nn.BatchNorm1d(8), nn.BatchNorm2d(16, eps=1e-3, momentum=None, affine=False), nn.InstanceNorm2d(4, affine=True),
    nn.LayerNorm(64), nn.LayerNorm([4, 5], eps=1e-6, elementwise_affine=False), nn.GroupNorm(4, 8), nn.RMSNorm(12),
    nn.LocalResponseNorm(5, k=2), nn.Dropout(), nn.Dropout2d(0.2, True), nn.AlphaDropout(p=0),
    nn.ReLU(), nn.ReLU(inplace=True), nn.ReLU6(True), nn.LeakyReLU(0.2, inplace=True), nn.LeakyReLU(), nn.PReLU(4), nn.RReLU(),
    nn.ELU(), nn.SELU(True), nn.CELU(2.0), nn.GELU(), nn.GELU('tanh'), nn.SiLU(), nn.Mish(inplace=True), nn.Sigmoid(), nn.Tanh(),
    nn.Hardsigmoid(), nn.Hardswish(True), nn.Hardtanh(-2, 2), nn.Softplus(), nn.Softsign(), nn.Softshrink(), nn.Hardshrink(0.1),
    nn.Tanhshrink(), nn.LogSigmoid(), nn.Threshold(0.1, 20), nn.GLU(), nn.Softmax(dim=1), nn.LogSoftmax(-1), nn.Softmin(), nn.Softmax2d(),
    nn.RNN(4, 5, nonlinearity='relu'), nn.LSTM(10, 20, 2, batch_first=True, dropout=0.5, bidirectional=True), nn.GRU(3, 4, bias=False),
    nn.LSTMCell(3, 4), nn.RNNCell(2, 3, nonlinearity='relu'), nn.GRUCell(2, 2, bias=False),
    nn.Flatten(), nn.Flatten(0, 2), nn.Unflatten(1, (2, 3)), nn.PixelShuffle(3), nn.PixelUnshuffle(2), nn.ChannelShuffle(2),
    nn.Unfold(3, padding=1), nn.Fold((4, 5), 2), nn.Upsample(scale_factor=2), nn.Upsample(size=(4, 5), mode='bilinear'),
    nn.Upsample(scale_factor=1.5, mode='bilinear', align_corners=True), nn.ZeroPad2d(2), nn.ConstantPad1d((1, 2), 3.5),
    nn.ReflectionPad2d((1, 1, 2, 0)), nn.ReplicationPad1d(1), nn.CircularPad2d(1),
    nn.CrossEntropyLoss(label_smoothing=0.1), nn.MSELoss(reduction='sum'), nn.CosineSimilarity(dim=1), nn.PairwiseDistance(),
]:
    print(m)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.fc = nn.Linear(c, c)

    def extra_repr(self):
        return f'c={self.c}'


class Plain(nn.Linear):
    def extra_repr(self):
        return 'mine, ' + super().extra_repr()


class Lines(nn.Module):
    def extra_repr(self):
        return 'a=1\nb=2'


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(4) for _ in range(3)] + [Block(5), Block(4), Block(4)])
        self.heads = nn.ModuleDict({'a': nn.Sequential(nn.ReLU(), nn.ReLU()), 'b': nn.Identity()})
        self.none = None
        self.seq = nn.Sequential(OrderedDict([('x', nn.Conv2d(1, 1, 1)), ('y', Plain(2, 3))]))
        self.empty = nn.ModuleList()
        self.add_module('shortcut', None)
        self.lines = Lines()
        self.loss = nn.BCELoss()


print(Net())
print(nn.Sequential(), nn.ModuleList([nn.Tanh()]), Lines())
print(repr(Net().blocks[0]), str(Net().seq), f'{Net().seq.x}')
