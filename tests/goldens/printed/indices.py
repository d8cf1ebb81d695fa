# Indices that are tensors, lists and masks.
import torch

t = torch.tensor([[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]])
print(t[[2, 0]].tolist(), t[torch.tensor([[1, -1]])].tolist(), t[[0, 1], [3, 2]].tolist())
print(t[:, [1, 0]].tolist(), t[[0, 2], 1:3].tolist(), t[[[0], [1]], [0, 3]].tolist())
m = torch.tensor([True, False, True])
print(t[m].tolist(), t[m, 1].tolist(), t[:, [True, False, False, True]].tolist(), t[m].shape)
mask = torch.tensor([[True, False, False, False], [False] * 4, [False, False, True, True]])
print(t[mask].tolist(), t[torch.tensor(2)].tolist(), t[1 : torch.tensor(2)].tolist())
u = torch.tensor([[[1, 2]], [[3, 4]]])
print(u[[0, 1], :, [1, 0]].tolist(), t[[]].shape, t[None, [1]].tolist(), t[..., [1]].tolist())
print(u[:, torch.tensor([[True, False]])].tolist(), t[1, [0, 1]].tolist(), t[[2], ..., 0].tolist())
for bad in ([3], torch.tensor([True, False])):
    try:
        t[bad]
    except IndexError as e:
        print(e)
t[0, [1], [2]]
