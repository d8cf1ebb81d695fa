# einops over PyTorch: shapes and numbers of patterns, layers, packing, einsum, and what wrong patterns say.
import torch
from torch import nn
from einops import rearrange, reduce, repeat, einsum, parse_shape, pack, unpack
from einops import EinopsError
from einops.layers.torch import Rearrange, Reduce, EinMix
import einops


def t(*sizes):
    n = 1
    for s in sizes:
        n *= s
    return torch.arange(n).reshape(sizes) % 1009


def show(y):
    y = y.double().contiguous()
    places = torch.arange(y.numel()).double() % 97
    print(tuple(y.shape), round((y.reshape(-1) * places).sum().item(), 2))


def tell(f):
    try:
        print(tuple(f().shape))
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))


x = t(2, 3, 4, 6)
for pattern in [
    "b c h w -> b h w c",
    "b c h w -> (b c) h w",
    "b c h w -> b (c h w)",
    "b c h w -> b c (h w)",
    "b c h w -> (w h) (c b)",
    "b c h w -> b 1 c h 1 w",
    "b c h w -> b () c h w",
    "b ... -> b (...)",
    "b ... w -> w ... b",
    "... h w -> ... w h",
    "... -> (...)",
    "... -> ...",
    "b c ... -> (c b) ...",
    "batch_size  channels height1 w->w height1 channels batch_size",
    "(b) c h w -> b c (h) w",
    "b c h w->b c h w",
]:
    show(rearrange(x, pattern))
show(rearrange(x, "b c (h p1) (w p2) -> b (h w) (p1 p2 c)", p1=2, p2=3))
show(rearrange(x, "b c (h p1) (w p2) -> b (h w) (p1 p2 c)", h=2, p2=3))
show(rearrange(x, "b (c one) h w -> one b c h w", one=1))
show(rearrange(x, "b c (h 1) w -> b c h w"))
show(rearrange(t(2, 5, 24), "b n (three h d) -> three b h n d", three=3, h=2))
show(rearrange(t(2, 1, 5, 1), "b 1 n 1 -> b n"))
show(rearrange([t(3, 4), t(3, 4) + 1, t(3, 4) + 2], "n h w -> h n w"))
show(rearrange(t(5), "n -> n 1"))
show(rearrange(t(7, 1), "n 1 -> n"))
show(rearrange(torch.tensor(3), "->"))
show(rearrange(t(2, 3, 0), "a b c -> c (a b)"))
q, k, v = rearrange(t(2, 5, 24), "b n (qkv h d) -> qkv b h n d", qkv=3, h=2)
show(q), show(k), show(v)
sizes = parse_shape(x, "b _ h w")
print(sizes)
print(parse_shape(t(2, 1, 3), "b 1 c"), parse_shape(x, "b ..."), parse_shape(x, "b ... w"), parse_shape(t(2, 3), "a 3"))
show(rearrange(t(2 * 7 * 4 * 6), "(b c h w) -> b c h w", **sizes))

f = x.float()
for how in ["sum", "mean", "max", "min", "prod"]:
    if how != "mean":  # of numbers that round differently by the order of the sum
        show(reduce(f / 100, "b c h w -> b c", how))
    show(reduce(f / 100, "b c h w -> w b", how))
    show(reduce(f / 100, "b c (h 2) (w 3) -> b c h w", how))
    if how != "mean":
        show(reduce(f / 100, "b ... -> b", how))
    show(reduce(f / 100, "b c h w -> b 1 h 1", how))
    show(reduce(f / 100, "... -> ", how))
show(reduce(f > 40, "b c h w -> b h", "any"))
show(reduce(f > 4, "b c h w -> b h", "all"))
show(reduce(x, "b c h w -> c", "sum"))
show(reduce(x, "b c h w -> c", "max"))
show(reduce(f, "b c (h h2) (w w2) -> b c h w", "max", h2=2, w2=2))
show(reduce(f, "b c (h h2) (w w2) -> b h w (c h2)", "mean", h=2, w2=2))
show(reduce([f, f + 1], "n b c h w -> b c h w", "mean"))
show(reduce(f, "b c h w -> h c", torch.mean))
show(reduce(f, "b c h w -> b c h w", "sum"))
show(f - reduce(f, "b c h w -> b c 1 1", "mean"))
show(f - reduce(f, "b c h w -> b c () ()", "mean"))

show(repeat(t(3, 4), "h w -> h w c", c=3))
show(repeat(t(3, 4), "h w -> c h w", c=1))
show(repeat(t(3, 4), "h w -> (repeat h) w", repeat=2))
show(repeat(t(3, 4), "h w -> h (w 3)"))
show(repeat(t(3, 4), "h w -> (h h2) (w w2)", h2=2, w2=3))
show(repeat(t(3, 4), "h w -> 2 h w 1"))
show(repeat(t(1, 1, 4), "() () d -> b n d", b=2, n=3))
show(repeat(t(1, 1, 4), "1 1 d -> b 1 d", b=5))
show(repeat(t(3, 4), "... -> b ...", b=2))
show(repeat(torch.tensor(5), " -> a b", a=2, b=3))
show(repeat(t(4), "d -> b d", b=torch.ones(6).shape[0]))
show(repeat(t(2, 6), "b (h w) -> b h w k", h=2, k=2))
show(repeat(t(3, 4), "h w -> h w"))
print(repeat(t(2), "a -> a b", b=2).stride(), rearrange(t(2, 3), "a b -> b a").is_contiguous())

a, b = t(2, 3, 4).float(), t(2, 4, 5).float()
show(einsum(a, b, "b i k, b k j -> b i j"))
show(einsum(a, b, "batch i k, batch k j -> i"))
show(einsum(a, "b i k -> k b i"))
show(einsum(a, "b i k ->"))
show(einsum(t(4, 4).float(), "i i ->"))
show(einsum(t(5, 4).float(), a, "out_dim in_dim, ... in_dim -> ... out_dim"))
show(einsum(t(3).float(), t(4).float(), t(5).float(), "i, j, k -> k i j"))

packed, ps = pack([t(2, 3, 5), t(2, 3, 7, 5), t(2, 3, 7, 9, 5)], "i j * k")
show(packed)
print(ps)
for part in unpack(packed, ps, "i j * k"):
    show(part)
packed, ps = pack([t(3), t(2, 3)], "* c")
show(packed)
print([tuple(p) for p in ps])
show(unpack(packed, ps, "* c")[1])
for part in unpack(t(2, 10), [[2], [-1], [3]], "b *"):
    show(part)
for part in unpack(t(2, 10), [[], [3, 3]], "b *"):
    show(part)


class Patches(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Sequential(
            Rearrange("b c (h p1) (w p2) -> b (h w) (p1 p2 c)", p1=2, p2=2),
            nn.Linear(12, 5),
        )
        self.pool = Reduce("b n d -> b d", "mean")
        self.back = Rearrange("b (h w) d -> b d h w", h=2)

    def forward(self, x):
        x = self.patch(x)
        print(tuple(self.back(x).shape))
        return self.pool(x)


net = Patches()
print(net)
print(tuple(net(f).shape), sum(p.numel() for p in net.parameters()))
show(Rearrange("b c ... -> b (c ...)")(f))
show(Rearrange("b c ... -> b (c ...)")(f[:, :, 0]))
show(Reduce("b c (h h2) (w 2) -> b c h w", "max", h2=2)(f))

for mix, shape in [
    (EinMix("t b cin -> t b cout", weight_shape="cin cout", bias_shape="cout", cin=4, cout=6), (2, 3, 4)),
    (EinMix("h w c -> hout w c", weight_shape="h hout", bias_shape="hout", h=3, hout=5), (3, 2, 4)),
    (EinMix("t b c -> t b c", weight_shape="c", c=4), (2, 3, 4)),
    (EinMix("t b (head cin) -> t b (head cout)", weight_shape="head cin cout", head=2, cin=3, cout=4), (2, 3, 6)),
    (EinMix("b c (h p) -> b h d", weight_shape="c p d", bias_shape="d", c=2, p=3, d=4), (5, 2, 12)),
    (EinMix("... c -> ... d", weight_shape="c d", c=4, d=2), (2, 3, 4)),
]:
    y = mix(torch.zeros(shape))
    print(mix)
    print(tuple(y.shape), tuple(mix.weight.shape), None if mix.bias is None else tuple(mix.bias.shape))
    print([(n, tuple(p.shape)) for n, p in mix.named_parameters()], [n for n, _ in mix.named_modules()])
torch.manual_seed(3)
mix = EinMix("b c -> b d", weight_shape="c d", bias_shape="d", c=3, d=2)
print(mix.weight, mix.bias)
print(mix(torch.arange(6.0).reshape(2, 3)).shape)

tell(lambda: rearrange(x, "b c h -> b h c"))
tell(lambda: rearrange(x, "b c h w d -> b h c w d"))
tell(lambda: rearrange(x, "b c (h p1) (w p2) -> b h w (p1 p2 c)", p1=3, p2=2))
tell(lambda: rearrange(x, "b c (h p1) (w p2) -> b h w (p1 p2 c)", p1=4, p2=5))
tell(lambda: rearrange(x, "b c h w -> b c h"))
tell(lambda: rearrange(x, "b c h w -> b c h w d"))
tell(lambda: rearrange(x, "b c h h -> b c h"))
tell(lambda: rearrange(x, "b c h 6 -> b c h 6"))
tell(lambda: rearrange(x, "b c h w -> (b (c h)) w"))
tell(lambda: rearrange(x, "b c h w -> (b c h w"))
tell(lambda: rearrange(x, "b c h w -> b c) h w"))
tell(lambda: rearrange(x, "b c h w -> b, c h w"))
tell(lambda: rearrange(x, "b c h w -> ... b c h w"))
tell(lambda: rearrange(x, "b .. h w -> b .. h w"))
tell(lambda: rearrange(x, "b ... ... -> b ..."))
tell(lambda: rearrange(x, "(b ...) w -> b ... w"))
tell(lambda: rearrange(x, "b c h w -> b c (h w)", p=3))
tell(lambda: rearrange(x, "b c (h w_) w -> b c h w w_", h=2))
tell(lambda: rearrange(x, "b c h 1 -> b c h"))
tell(lambda: rearrange(x, "b c (h 2d) w -> b c h w"))
tell(lambda: rearrange(x, "b c h w b c h w"))
tell(lambda: rearrange(x, "a b c d e ... -> a b c d e ..."))
tell(lambda: rearrange(x, "b c (h a) w -> b c h a w", h=2, a=3))
tell(lambda: rearrange([], "a b -> b a"))
tell(lambda: rearrange([x, x], "n b c h -> n b c h"))
tell(lambda: reduce(f, "b c h w -> b d", "mean"))
tell(lambda: reduce(f, "b c h w -> b c", "median"))
tell(lambda: reduce(x, "b c h w -> b c", "mean"))
tell(lambda: reduce(f, "b c (h 5) w -> b c h w", "max"))
tell(lambda: repeat(x, "b c h w -> b c h w n"))
tell(lambda: repeat(x, "b c h w -> b c h", n=2))
tell(lambda: Rearrange("b c h w -> b c (h w"))
tell(lambda: Rearrange("b c h w -> b c (h w)", p=2))
tell(lambda: Reduce("b c h w -> b c", "middle"))
tell(lambda: Rearrange("b c (h p) w -> b (h w) (p c)", p=3)(x))
tell(lambda: Rearrange("b c h w -> b (c h w)")(t(2, 3, 4)))
tell(lambda: parse_shape(x, "b c h"))
tell(lambda: parse_shape(x, "b c (h w) d"))
tell(lambda: parse_shape(x, "b c 1 d"))
tell(lambda: parse_shape(x, "b c 5 d"))
tell(lambda: einsum(a, b, "b i k, b k j"))
tell(lambda: einsum(a, b, "b i k, b k j -> b i z"))
tell(lambda: einsum(a, b, "b (i k), b k j -> b i j"))
tell(lambda: einsum(a, b, "b 2 k, b k j -> b j"))
tell(lambda: einsum("b i k -> b"))
tell(lambda: einsum(a, b))
tell(lambda: pack([t(2, 3)], "a b")[0])
tell(lambda: pack([t(2, 3)], "a a *")[0])
tell(lambda: pack([t(3), t(2)], "a b *")[0])
tell(lambda: unpack(t(2, 3, 4), [[2], [1]], "b *")[0])
tell(lambda: unpack(t(2, 7), [[-1], [-1]], "b *")[0])
tell(lambda: unpack(t(2, 7), [[2, 2], [4]], "b *")[0])
tell(lambda: EinMix("b c -> b d", weight_shape="c d", c=3))
tell(lambda: EinMix("b c -> b d", weight_shape="c d", c=3, d=2, e=5))
tell(lambda: EinMix("b c -> b d", weight_shape="c", c=3))
tell(lambda: EinMix("b c -> b d", weight_shape="c d", bias_shape="c", c=3, d=2))
tell(lambda: EinMix("b c -> b d", weight_shape="(c d)", c=3, d=2))
tell(lambda: EinMix("b c -> ... d", weight_shape="c d", c=3, d=2))
tell(lambda: EinMix("b c 2 -> b d", weight_shape="c d", c=3, d=2))
print(issubclass(EinopsError, RuntimeError), einops.EinopsError is EinopsError)
