# What is done to pictures before a network sees them, as far as their sizes go; numbers of changed pictures are open.
import numpy
import torch
from PIL.Image import Image

# Given by the host: is_unknown(value); quietly(function, …): its result, as no step of the trace, open where it fails;
# drawn(generator, kind, size, a, b): see numpy.random.


def _size(image):
    """Height and width of a picture or a tensor."""
    return (image.height, image.width) if isinstance(image, Image) else tuple(image.shape[-2:])


def _resized(image, height, width):
    if isinstance(image, Image):
        return Image(image._channels, height, width)
    if is_unknown(image):
        return image
    return drawn(None, "open", (*image.shape[:-2], height, width), 0, 0).to(image.dtype)


def _pair(size):
    if isinstance(size, int):
        return size, size
    return (size[0], size[0]) if len(size) == 1 else tuple(size)


class _Transform:
    """Keeps its arguments; leaves the picture's size as it is."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, image):
        return image if is_unknown(image) else self.forward(image)

    def forward(self, image):
        return _resized(image, *_size(image))

    def __repr__(self):
        return f"{type(self).__name__}({self._told()})"

    def _told(self):
        return ""


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __repr__(self):
        return type(self).__name__ + "(" + "".join(f"\n    {t}" for t in self.transforms) + "\n)"

    def __call__(self, image):
        for t in self.transforms:
            image = t(image)
        return image


class ToTensor(_Transform):
    def __call__(self, pic):
        if is_unknown(pic):
            return pic
        if isinstance(pic, Image):
            return torch.rand((pic._channels, pic.height, pic.width), generator=_noise)
        if isinstance(pic, numpy.ndarray):
            if pic.ndim not in (2, 3):
                raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
            t = torch.from_numpy(pic if pic.ndim == 3 else pic[:, :, None]).permute(2, 0, 1).contiguous()
            return t.float().div(255) if t.dtype is torch.uint8 else t
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")


# Of its own, so that the program's draws are what they would be.
_noise = torch.Generator()


class PILToTensor(_Transform):
    def forward(self, image):
        return drawn(_noise, "integers", (image._channels, image.height, image.width), 0, 256).to(torch.uint8)


class ToPILImage(_Transform):
    def forward(self, image):
        if isinstance(image, numpy.ndarray):
            return Image(image.shape[2] if image.ndim == 3 else 1, *image.shape[:2])
        return Image(image.shape[0] if image.dim() == 3 else 1, *image.shape[-2:])


class ConvertImageDtype(_Transform):
    def __init__(self, dtype):
        self.dtype = dtype

    def forward(self, image):
        scaled = self.dtype.is_floating_point and not image.dtype.is_floating_point
        return image.to(self.dtype) / 255 if scaled else image.to(self.dtype)


class Normalize(_Transform):
    def __init__(self, mean, std, inplace=False):
        self.mean, self.std = mean, std

    def forward(self, image):
        if not isinstance(image, torch.Tensor):
            raise TypeError(f"img should be Tensor Image. Got {type(image)}")
        if not image.is_floating_point():
            raise TypeError(f"Input tensor should be a float tensor. Got {image.dtype}.")
        if image.dim() < 3:
            raise ValueError(
                f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {image.size()}"
            )
        mean, std = [
            torch.as_tensor(v, dtype=image.dtype).reshape(-1, 1, 1) if not isinstance(v, (int, float)) else v
            for v in (self.mean, self.std)
        ]
        return image.clone().sub_(mean).div_(std)

    def _told(self):
        return f"mean={self.mean}, std={self.std}"


class Resize(_Transform):
    def __init__(self, size, *args, **kwargs):
        if not isinstance(size, (int, list, tuple)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        self.size = size

    def _told(self):
        return f"size={self.size}, interpolation=bilinear, max_size=None, antialias=True"

    def forward(self, image):
        if not isinstance(self.size, int) and len(self.size) == 2:
            return _resized(image, *self.size)
        short, (h, w) = self.size if isinstance(self.size, int) else self.size[0], _size(image)
        return _resized(image, *((short, int(short * w / h)) if h <= w else (int(short * h / w), short)))


class _Cut(_Transform):
    def __init__(self, size, *args, **kwargs):
        self.size = _pair(size)

    def forward(self, image):
        return _resized(image, *self.size)


class CenterCrop(_Cut):
    def _told(self):
        return f"size={self.size}"


class RandomResizedCrop(_Cut):
    pass


class RandomCrop(_Transform):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        self.size, self.padding, self.pad_if_needed = _pair(size), padding, pad_if_needed

    def forward(self, image):
        padded = image if self.padding is None else Pad(self.padding)(image)
        (h, w), (th, tw) = _size(padded), self.size
        if not self.pad_if_needed and (h < th or w < tw):
            raise ValueError(f"Required crop size {self.size} is larger than input image size {(h, w)}")
        return _resized(image, th, tw)

    def _told(self):
        return f"size={self.size}, padding={self.padding}"


class Pad(_Transform):
    def __init__(self, padding, fill=0, padding_mode="constant"):
        self.padding = (padding,) if isinstance(padding, int) else tuple(padding)

    def forward(self, image):
        (h, w), p = _size(image), self.padding * (4 // len(self.padding))
        return _resized(image, h + p[1] + p[3], w + p[0] + p[2])


class Grayscale(_Transform):
    def __init__(self, num_output_channels=1):
        self.num_output_channels = num_output_channels

    def forward(self, image):
        if isinstance(image, Image):
            return Image(self.num_output_channels, image.height, image.width)
        size = (*image.shape[:-3], self.num_output_channels, *image.shape[-2:])
        return drawn(None, "open", size, 0, 0).to(image.dtype)


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, image):
        return self.lambd(image)


class RandomApply(Compose):
    def __init__(self, transforms, p=0.5):
        self.transforms = transforms


class RandomChoice(_Transform):
    def __init__(self, transforms, p=None):
        self.transforms = transforms

    def forward(self, image):
        return self.transforms[0](image)


class _Flip(_Transform):
    def __init__(self, p=0.5):
        self.p = p

    def _told(self):
        return f"p={self.p}"


class RandomHorizontalFlip(_Flip):
    pass


class RandomVerticalFlip(_Flip):
    pass


class RandomRotation(_Transform):
    pass


class RandomAffine(_Transform):
    pass


class RandomPerspective(_Transform):
    pass


class RandomGrayscale(_Transform):
    pass


class RandomErasing(_Transform):
    pass


class ColorJitter(_Transform):
    pass


class GaussianBlur(_Transform):
    pass


class RandomAdjustSharpness(_Transform):
    pass


class RandomAutocontrast(_Transform):
    pass


class RandAugment(_Transform):
    pass


class TrivialAugmentWide(_Transform):
    pass


class AutoAugment(_Transform):
    pass
