# How tensors are printed.
import torch

inf, nan = float("inf"), float("nan")
T = torch.tensor
for data in (
    1.0, 0.1, -0.0, 0.0, 1e-5, 1e10, 123456.0, 1234567.25, inf, -inf, nan, 3, -3, True,
    [], [[]], [[], []], [1.0], [0.1], [1, 2, 3], [-1, 10, 100], [True, False], [1.0, 2.0], [1.0, 2.5],
    [0.0, 0.0], [0.0, -0.0], [1e-4, 1.0], [1e-5, 1.0], [1e-3, 1.0], [0.001, 1.001], [1000.0, 1.0], [1001.0, 1.0],
    [10000.0, 1.5], [0.00012, 0.00034], [1e8, 1e8 + 8], [2e8, 2e8], [99999999.0], [1e-8, 1e-8], [1e30, 1e30],
    [1.0, inf], [1.5, -inf, nan], [nan, nan], [inf, 0.0], [1e6, inf, 1.0], [1e-6, nan, 1.0], [-1.5, 22.25, 333.125],
    [0.99999, 0.5], [0.999999, 9.99999], [9.99995, 0.12345], [12345.678, 0.1], [1.23456789e-7, 0.5],
    [[1, 2], [3, 4]], [[1.0, 2.0], [3.0, 4.5]], [[[1], [2]], [[3], [4]]], [[[[1.5]]]], [[0.1, -20.0], [3000.0, 4.0]],
    [[True], [False]], [list(range(20))], list(range(30)), [i / 7 for i in range(25)], [[i * 1000.5 for i in range(12)]] * 2,
    [[[i + 0.5 for i in range(3)]] * 2] * 2, [[[[1.0, 2.0]]] * 2] * 2, [10**9, 1], [-(10**12)],
):
    print(T(data))
for dtype in (torch.float64, torch.float16, torch.bfloat16, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
              torch.int64):
    print(T([1, 0, 100], dtype=dtype), T([[0.1, 2.7]], dtype=dtype), T(1, dtype=dtype), T([], dtype=dtype))
    print(T([[]], dtype=dtype))
print(T([0.1, 1 / 3], dtype=torch.float64), T([1e-3, 65504], dtype=torch.float16), T([3.14159], dtype=torch.bfloat16))
print(T(list(range(1000))))
print(T(list(range(1001))))
print(T([i / 3 for i in range(1200)]))
print(T([[i + j / 10 for i in range(40)] for j in range(40)]))
print(T([[i * 40 + j for i in range(2)] for j in range(600)]))
print(T([[[i + j * k for i in range(11)] for j in range(10)] for k in range(12)]))
print(T([[i for i in range(1500)]]).t())
print(T(list(range(24))).view(2, 3, 4), T(list(range(24))).view(2, 3, 4)[:, 1:, ::2], T(list(range(6))).view(2, 3).t())
print(T([1.0, 2.0]).expand(3, 2), repr(T([1, 2])), str(T([1.5])), [T(1), T([2.0])], {"a": T([1])}, (T(0.5),))
print(f"{T([1.0, 2.0])} {T(0.25)} {T([3])!r}", "%s" % T([1]))
print(T([[0.123456] * 9]), T([[0.123456] * 9], dtype=torch.float64), T([[1.0] * 26], dtype=torch.float64))
torch.set_printoptions(precision=2)
print(T([1 / 3, 20.0]), T([1e-9, 1.0]))
torch.set_printoptions(sci_mode=True)
print(T([1 / 3, 20.0]), T([1.0, 2.0]), T([0.0]), T([nan, 1.0]))
torch.set_printoptions(sci_mode=False)
print(T([1e-9, 1.0]), T([1e10, 1.0]), T([1e-9, 0.5, -1e-9]))
torch.set_printoptions(profile="short")
print(T([1e-9, 1.0]), T(list(range(2000))))
torch.set_printoptions(threshold=5, edgeitems=1, linewidth=30)
print(T(list(range(20))), T([[i + j for i in range(9)] for j in range(9)]), T([1.5] * 5))
torch.set_printoptions(threshold=5, edgeitems=0)
print(T(list(range(20))), T([[i + j for i in range(9)] for j in range(9)]))
torch.set_printoptions(profile="full", linewidth=40)
print(T(list(range(1010)))[:1005].view(5, 201)[:, :3], T([1 / 3] * 12))
torch.set_printoptions(profile="default")
print(T([1 / 3] * 3))
