# Writes go through views and convert.
import torch

t = torch.tensor([[0.0] * 3] * 3)
t[0] = 1
t[1, 1:] = torch.tensor([5, 6])
t[:, 0] = torch.tensor([7.5, 8.5, 9.5])
print(t.tolist())
row = t[2]
row[1] = 2.5
print(t[2].tolist())
t[[0, 1], [1, 2]] = torch.tensor([-1.0, -2.0])
print(t.tolist())
t[torch.tensor([True, False, True])] = 0
print(t.tolist())
t[:, [0, 2]] = torch.tensor([[1.0], [2.0], [3.0]])
print(t.tolist())
i = torch.tensor([1, 2])
i[0] = 3.9
print(i.tolist())
d = torch.tensor([0.0], dtype=torch.float64)
d[0] = 0.1
print(d.tolist())
w = torch.nn.Parameter(t)
t[0, 0] = 4
print(w[0, 0].item(), w.data.tolist() == t.tolist())
w.data[0, 0] = 5
print(t[0, 0].item(), w.shape, w.data.requires_grad, w.requires_grad)
print(t.to(torch.int64)[0].tolist(), t.t().to(torch.float64)[0].tolist(), t.type(torch.bool)[1].tolist())
w.data = torch.tensor([1.0, 2.0])
print(w.tolist())
t[0] = torch.tensor([1.0, 2.0])
