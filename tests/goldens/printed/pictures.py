# torchvision's transforms over pictures and tensors, a data set of them in a loader: sizes, and what is said of wrong ones.
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms
from torchvision import transforms as T


def tell(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))


fake = datasets.FakeData(50, (3, 40, 60), 7)
image, _ = fake[0]
print(len(fake), image.size, image.mode, T.ToTensor()(image).shape, T.ToTensor()(image).dtype)
for t in [
    T.Resize(20), T.Resize((16, 24)), T.Resize([30]), T.CenterCrop(32), T.CenterCrop((8, 16)), T.RandomCrop(28), T.RandomCrop(48, padding=8),
    T.Pad(2), T.Pad((1, 2)), T.Pad((1, 2, 3, 4)), T.Grayscale(), T.Grayscale(3), T.RandomHorizontalFlip(), T.RandomRotation(10),
    T.RandomResizedCrop(17), T.ColorJitter(0.1), T.RandomVerticalFlip(1.0), T.GaussianBlur(3), T.Lambda(lambda x: x), T.PILToTensor(),
    T.Compose([T.Resize(20), T.CenterCrop(16)]),
]:
    print(type(t).__name__, (lambda y: tuple(y.shape) if isinstance(y, torch.Tensor) else y.size)(t(image)))
x = torch.rand(3, 40, 60)
for t in [T.Resize(20), T.Resize((16, 24)), T.CenterCrop(32), T.RandomCrop(28), T.Pad(3), T.Grayscale(), T.RandomHorizontalFlip(), T.RandomErasing(), T.ConvertImageDtype(torch.float64)]:
    print(type(t).__name__, tuple(t(x).shape), t(x).dtype)
print(T.Normalize((0.5,) * 3, (0.5,) * 3)(torch.ones(3, 2, 2)).flatten()[:3], T.ToPILImage()(x).size)
print(T.Compose([T.Resize(256), T.CenterCrop(224), T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor(), T.Normalize((0.5,), (0.5,))]))
tell(lambda: T.Normalize((0.5,) * 3, (0.5,) * 3)(torch.ones(1, 28, 28)))
tell(lambda: T.Normalize((0.5,), (0.5,))(torch.ones(2, 2)))
tell(lambda: T.Normalize((0.5,), (0.5,))(torch.ones(1, 2, 2, dtype=torch.uint8)))
tell(lambda: T.ToTensor()(x))
tell(lambda: T.RandomCrop(64)(image))
tell(lambda: T.Resize(2.5))

small = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])
train, test = random_split(datasets.FakeData(50, (3, 40, 60), 7, transform=small), [40, 10])
loader = DataLoader(train, batch_size=16, shuffle=True)
images, labels = next(iter(loader))
print(len(loader), images.shape, images.dtype, labels.shape, labels.dtype)
net = nn.Sequential(nn.Conv2d(3, 4, 5), nn.Flatten(), nn.Linear(4 * 28 * 28, 7))
print(nn.CrossEntropyLoss()(net(images), labels).shape)
tell(lambda: next(iter(DataLoader(fake, batch_size=2))))
