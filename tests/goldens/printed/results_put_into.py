# out=: what a function gives is put into tensors that are there.
import torch

a = torch.arange(6.0).view(2, 3)
product = torch.empty(0)
print(torch.mm(a, a.t(), out=product) is product, product)
rows = torch.zeros(2, 3)
torch.add(a, 1, out=rows)
torch.exp(a[0], out=rows[1])
print(rows)
values, places = torch.empty(0), torch.empty(0, dtype=torch.long)
torch.max(a, 1, out=(values, places))
print(values, places)
torch.mean(a, dim=0, out=rows[0])
joined = torch.empty(0)
torch.cat([a, a], out=joined)
print(rows, joined.shape)
weight = torch.ones(3, requires_grad=True)
for wrong in (
    lambda: torch.add(a, 0.5, out=torch.zeros(2, 3, dtype=torch.long)),
    lambda: torch.relu(a, out=rows),
    lambda: torch.mul(weight, 2, out=torch.empty(3)),
):
    try:
        print(wrong())
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
with torch.no_grad():
    print(torch.mul(weight, 0, out=torch.empty(3)))
