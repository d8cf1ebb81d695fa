# Data sets of pictures, whose sizes are known without their files: each picture is one of that size, of open numbers
# or, in runs with numbers, of random ones. Others are left open.
import numpy
import torch
from PIL.Image import Image
from torch.utils.data import Dataset

# Given by the host: with_numbers(), whether the run computes numbers; remark(text), at the line of the program;
# unseen(function, …): its result, as no step of the trace; drawn(generator, kind, size, a, b): see numpy.random.


class VisionDataset(Dataset):
    """`channels`, `height`, `width`, how many there are, and their classes."""

    stands_in = True

    def _begin(self, channels, height, width, count, classes, transform, target_transform):
        self._size, self._count = (channels, height, width), count
        self.classes = classes
        self.transform, self.target_transform = transform, target_transform
        self._from = torch.Generator()
        if with_numbers():
            remark(f"The pictures of {type(self).__name__} are not here: random numbers stand for a batch of them.")

    class_to_idx = property(lambda self: {name: i for i, name in enumerate(self.classes)})

    def _open(self, size, most):
        return unseen(lambda: drawn(self._from, "integers", size, 0, most))

    def __len__(self):
        return self._count

    def __getitem__(self, index):
        if not -self._count <= index < self._count:
            raise IndexError("list index out of range")
        image, target = Image(*self._size), self._open((), len(self.classes))
        target = target.item() if with_numbers() else target
        return (
            image if self.transform is None else unseen(self.transform, image),
            target if self.target_transform is None else self.target_transform(target),
        )


class MNIST(VisionDataset):
    _classes = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven",
                "8 - eight", "9 - nine"]

    def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False):
        self.train = train
        self._begin(1, 28, 28, 60000 if train else 10000, self._classes, transform, target_transform)

    data = property(lambda self: self._open((self._count, 28, 28), 256).to(torch.uint8))
    targets = property(lambda self: self._open((self._count,), 10))


class FashionMNIST(MNIST):
    _classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                "Ankle boot"]


class KMNIST(MNIST):
    _classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


class CIFAR10(VisionDataset):
    _classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]

    def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False):
        self.train = train
        self._begin(3, 32, 32, 50000 if train else 10000, self._classes, transform, target_transform)

    data = property(lambda self: numpy.ndarray(self._open((self._count, 32, 32, 3), 256).to(torch.uint8)))
    targets = property(lambda self: self._open((self._count,), len(self.classes)).tolist())


class CIFAR100(CIFAR10):
    _classes = [f"class {i}" for i in range(100)]


class SVHN(VisionDataset):
    def __init__(self, root=None, split="train", transform=None, target_transform=None, download=False):
        count = {"train": 73257, "test": 26032, "extra": 531131}.get(split, 73257)
        self._begin(3, 32, 32, count, [str(i) for i in range(10)], transform, target_transform)


class STL10(VisionDataset):
    def __init__(self, root=None, split="train", folds=None, transform=None, target_transform=None, download=False):
        classes = ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"]
        count = {"train": 5000, "test": 8000, "unlabeled": 100000, "train+unlabeled": 105000}.get(split, 5000)
        self._begin(3, 96, 96, count, classes, transform, target_transform)


class FakeData(VisionDataset):
    def __init__(self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None,
                 random_offset=0):
        self._begin(*image_size, size, [str(i) for i in range(num_classes)], transform, target_transform)
