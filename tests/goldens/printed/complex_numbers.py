# Complex tensors: their numbers are not computed, shapes, dtypes and gradients' ways are.
import torch
from torch import nn


class SpectralConv(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.modes = modes
        self.real = nn.Parameter(torch.randn(channels, channels, modes))
        self.imag = nn.Parameter(torch.randn(channels, channels, modes))

    def forward(self, x):
        spectrum = torch.fft.rfft(x)
        kept = torch.einsum("bim,iom->bom", spectrum[..., :self.modes], torch.complex(self.real, self.imag))
        whole = torch.zeros_like(spectrum)
        whole[..., :self.modes] = kept
        return torch.fft.irfft(whole, n=x.size(-1))


torch.manual_seed(0)
net = nn.Sequential(SpectralConv(3, 5), nn.GELU(), SpectralConv(3, 5))
y = net(torch.randn(2, 3, 16))
print(y.shape, y.dtype, y.requires_grad)
y.pow(2).mean().backward()
print([p.grad.shape for p in net.parameters()])

x = torch.randn(4, 4, requires_grad=True)
z = torch.complex(x, x)
made = {
    "polar": torch.polar(x, x), "view": torch.view_as_complex(x.view(4, 2, 2)), "back": torch.view_as_real(z),
    "real": z.real, "imag": torch.imag(z), "abs": z.abs(), "angle": z.angle(), "sum": z.sum(), "part": z[0],
    "times": z * 2, "fft2": torch.fft.fft2(x), "irfft": torch.fft.irfft(z), "shift": torch.fft.fftshift(z),
    "stft": torch.stft(x.view(-1), 4, window=torch.ones(4), return_complex=True),
}
for name, t in made.items():
    print(name, tuple(t.shape), t.dtype, t.requires_grad)
for t in (made["polar"].real, made["back"], made["abs"], made["irfft"], made["stft"].abs()):
    x.grad = None
    t.sum().backward(retain_graph=True)
    print(x.grad.shape)
with torch.no_grad():
    print(torch.fft.fft(x).requires_grad, torch.complex(x, x).real.requires_grad)

print(torch.angle(torch.tensor([1.0, -2.0], dtype=torch.float64)), torch.angle(torch.tensor([3, -4])))
print(torch.promote_types(torch.float16, torch.bfloat16), torch.result_type(torch.ones(2), torch.ones(2).double()))
print(torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2]), invert=True))
print(torch.svd(torch.diag(torch.tensor([3.0, 2.0]))).S)
try:
    torch.bincount(torch.tensor([1, -1]))
except RuntimeError as e:
    print(e)
