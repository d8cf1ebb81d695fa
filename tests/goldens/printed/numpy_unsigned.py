import numpy as np, torch
a = np.array([1, 2, 300], dtype=np.uint16)
print(a, repr(a), a.dtype, len(a), a.shape, a.nbytes, a[1:], a.astype(np.int64).dtype, a[0], a.tolist(), a.max(), a.reshape(3, 1).shape)
print(np.iinfo(np.uint16).max, np.iinfo(np.uint32).max, np.dtype('uint32').itemsize, np.uint16 == a.dtype, np.dtype(np.uint16))
print(np.zeros((2, 2), dtype=np.uint32), np.full(2, 7, dtype=np.uint16).dtype, np.arange(4, dtype=np.uint16))
print(torch.from_numpy(a.astype(np.int64)))
print([int(x) for x in a])
