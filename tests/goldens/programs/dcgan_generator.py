# From a column of noise to an image.
# model: Generator()
# input: 3,40,1,1
import torch.nn as nn

nz, ngf, nc = 40, 8, 3


class Generator(nn.Module):
    def __init__(self, ngpu=1):
        super(Generator, self).__init__()
        self.ngpu = ngpu

        def block(cin, cout, stride, padding):
            return [nn.ConvTranspose2d(cin, cout, 4, stride, padding, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True)]

        self.main = nn.Sequential(
            *block(nz, ngf * 4, 1, 0),
            *block(ngf * 4, ngf * 2, 2, 1),
            *block(ngf * 2, ngf, 2, 1),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
            nn.Tanh(),
        )

    def forward(self, noise):
        return self.main(noise)
