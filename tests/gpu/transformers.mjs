// Small networks of the kinds that torchvision and language models have, whole: what keeps them on the GPU from input to
// output is in their parts.

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** A vision transformer: patches, a class token, positions, encoder blocks as torchvision writes them. */
export const VIT = `${HEAD}
class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(d, eps=1e-6)
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(d, eps=1e-6)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * d, d))

    def forward(self, x):
        y = self.ln_1(x)
        y, _ = self.attention(y, y, y, need_weights=False)
        x = x + y
        return x + self.mlp(self.ln_2(x))

class ViT(nn.Module):
    def __init__(self, d=24, heads=3, size=16, patch=4):
        super().__init__()
        self.patches = nn.Conv2d(3, d, patch, stride=patch)
        n = (size // patch) ** 2
        self.token = nn.Parameter(torch.randn(1, 1, d))
        self.places = nn.Parameter(torch.randn(1, n + 1, d))
        self.blocks = nn.Sequential(Block(d, heads), Block(d, heads))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 10)

    def forward(self, x):
        x = self.patches(x)
        n, d, h, w = x.shape
        x = x.reshape(n, d, h * w).permute(0, 2, 1)
        x = torch.cat([self.token.expand(n, -1, -1), x], dim=1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])
net = ViT()`;

/** A Swin block with shifted windows: rolled, cut into windows, attention with a table of places and a mask. */
export const SWIN = `${HEAD}
class Swin(nn.Module):
    def __init__(self, d=16, heads=2, window=4, shift=2, size=8):
        super().__init__()
        self.d, self.heads, self.window, self.shift = d, heads, window, shift
        self.norm = nn.LayerNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.table = nn.Parameter(torch.randn((2 * window - 1) ** 2, heads))
        at = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing='ij')).flatten(1)
        apart = (at[:, :, None] - at[:, None, :]).permute(1, 2, 0) + window - 1
        self.index = (apart[:, :, 0] * (2 * window - 1) + apart[:, :, 1]).flatten()
        self.mlp = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))
        self.reduction = nn.Linear(4 * d, 2 * d, bias=False)
        zone = (torch.arange(size) >= size - window).long() + (torch.arange(size) >= size - shift).long()
        zones = (zone[:, None] * 3 + zone).view(size // window, window, size // window, window).permute(0, 2, 1, 3)
        zones = zones.reshape(-1, window * window)
        self.mask = (zones[:, None, :] - zones[:, :, None] != 0).float() * -100

    def attention(self, x):
        n, h, w, d = x.shape
        k = self.window
        x = torch.roll(x, (-self.shift, -self.shift), dims=(1, 2))
        x = x.view(n, h // k, k, w // k, k, d).permute(0, 1, 3, 2, 4, 5).reshape(-1, k * k, d)
        q, key, v = self.qkv(x).reshape(x.size(0), k * k, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = (q * (d // self.heads) ** -0.5).matmul(key.transpose(-2, -1))
        a = a + self.table[self.index].view(k * k, k * k, -1).permute(2, 0, 1).contiguous().unsqueeze(0)
        windows = self.mask.size(0)
        a = a.view(n, windows, self.heads, k * k, k * k) + self.mask.unsqueeze(1).unsqueeze(0)
        a = F.softmax(a.view(-1, self.heads, k * k, k * k), dim=-1)
        x = self.proj(a.matmul(v).transpose(1, 2).reshape(-1, k * k, d))
        x = x.view(n, h // k, w // k, k, k, d).permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, d)
        return torch.roll(x, (self.shift, self.shift), dims=(1, 2))

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = x + self.attention(self.norm(x))
        x = x + self.mlp(x)
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
        return self.reduction(x).permute(0, 3, 1, 2).mean((2, 3))
net = Swin()`;

/** ConvNeXt's block: a depthwise convolution, then layers over channels that come last. */
export const CONVNEXT = `${HEAD}
class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.conv = nn.Conv2d(d, d, 7, padding=3, groups=d)
        self.norm, self.wide, self.narrow = nn.LayerNorm(d, eps=1e-6), nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.scale = nn.Parameter(torch.ones(d, 1, 1) * 1e-1)

    def forward(self, x):
        y = self.norm(self.conv(x).permute(0, 2, 3, 1))
        return x + self.scale * self.narrow(F.gelu(self.wide(y))).permute(0, 3, 1, 2)

class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)
net = nn.Sequential(nn.Conv2d(3, 12, 4, 4), LayerNorm2d(12), Block(12), LayerNorm2d(12), nn.Conv2d(12, 24, 2, 2),
                    Block(24), nn.AdaptiveAvgPool2d(1), LayerNorm2d(24), nn.Flatten(1), nn.Linear(24, 10))`;

/** A language model: words and places, causal attention by a buffer's mask, as minGPT has it. */
export const GPT = `${HEAD}
class Attention(nn.Module):
    def __init__(self, d, heads, longest):
        super().__init__()
        self.all, self.out, self.heads = nn.Linear(d, 3 * d), nn.Linear(d, d), heads
        self.register_buffer('seen', torch.tril(torch.ones(longest, longest)).view(1, 1, longest, longest))

    def forward(self, x):
        n, t, d = x.size()
        q, k, v = self.all(x).split(d, dim=2)
        q, k, v = (y.view(n, t, self.heads, d // self.heads).transpose(1, 2) for y in (q, k, v))
        a = (q @ k.transpose(-2, -1)) * (1.0 / (d // self.heads) ** 0.5)
        a = F.softmax(a.masked_fill(self.seen[:, :, :t, :t] == 0, float('-inf')), dim=-1)
        return self.out((a @ v).transpose(1, 2).contiguous().view(n, t, d))

class GPT(nn.Module):
    def __init__(self, words=10, d=16, heads=4, longest=12):
        super().__init__()
        self.words, self.places = nn.Embedding(words, d), nn.Embedding(longest, d)
        self.a, self.norm = Attention(d, heads, longest), nn.LayerNorm(d)
        self.block = nn.TransformerEncoderLayer(d, heads, 32, batch_first=True, norm_first=True, activation='gelu')
        self.head = nn.Linear(d, words, bias=False)

    def forward(self, index):
        t = index.size(1)
        x = self.words(index) + self.places(torch.arange(t))
        x = x + self.a(self.norm(x))
        x = self.block(x, src_mask=nn.Transformer.generate_square_subsequent_mask(t), is_causal=True)
        return self.head(x)
net = GPT()`;
