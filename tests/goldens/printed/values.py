# Tensors from data, and back; one number in conditions, conversions and formats.
import math

import torch

t = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(t.tolist(), t[1, 2].item(), len(t), t.dtype)
print(torch.tensor([1, 2.5, True]).tolist(), torch.tensor([True, False]).tolist())
print(torch.tensor([t[0, 1], t[1, 0]]).tolist(), torch.tensor(range(3)).tolist())
print(torch.tensor([1.9, -1.9], dtype=torch.int32).tolist(), torch.tensor(0.1).item())
print(torch.tensor(0.1, dtype=torch.float64).item())
print(torch.FloatTensor([1, 2]).tolist(), torch.LongTensor([1, 2]).tolist(), torch.Tensor([3]).tolist())
print(torch.tensor([]).tolist(), torch.tensor([0.1], dtype=torch.half).tolist())
print(torch.as_tensor(t) is t, torch.as_tensor([1, 2], dtype=torch.float32).tolist(), torch.tensor(t).tolist() == t.tolist())

t = torch.tensor(2.25)
print(float(t), int(t), bool(t), math.sqrt(t), [7, 8, 9][torch.tensor(1)], list(range(torch.tensor(2))))
print(f"{t:.3f} {t:8.2e}|", "%.1f" % t, "{:.2f}".format(t), f"{torch.tensor(3)}", f"{torch.tensor(3):03d}")
print("yes" if t else "no", "yes" if torch.tensor([0]) else "no", f"{torch.tensor(0.1)}", round(t.item(), 1))
try:
    torch.tensor([1, 2]).item()
except RuntimeError as e:
    print(e)
try:
    f"{torch.tensor([1, 2]):.2f}"
except TypeError as e:
    print(e)
if torch.tensor([]):
    pass
