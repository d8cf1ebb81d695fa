# Axes added, moved, dropped and cut.
# model: Axes()
# input: 2,3,4,5
import torch
import torch.nn as nn


class Axes(nn.Module):
    def forward(self, x):
        a = x.unsqueeze(1)
        b = a.squeeze(1).permute(3, 0, 2, 1)
        c = b[..., None, ::2]
        d = torch.cat([c, c[:, :1]], dim=1).transpose(0, -1)
        e = d[0, :, 1:-1].mean(-1, keepdim=True)
        f, g = e.split([1, e.size(0) - 1])
        h = torch.stack((g.max(dim=0)[0], g.min(dim=0).values))
        return h.reshape(h.shape[0], -1).repeat(2, 3), f.expand(4, *f.shape[1:])
