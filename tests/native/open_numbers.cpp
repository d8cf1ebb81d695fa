// Numbers that are not known, and what is known beside them: how far they lie apart, and what no size depends on.
#include "kit.h"
#include "run_kit.h"

using namespace kit;

namespace {

constexpr std::string_view kHead =
    "import random\nimport numpy as np\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

std::string shown(std::string_view program) { return trace(std::string(kHead) + std::string(program)).printed; }

std::string run(std::string_view program) { return printed(std::string(kHead) + std::string(program)); }

}  // namespace

TEST_CASE("a slice between two unknown places is as long as they lie apart") {
  CHECK(shown(R"(data = torch.randint(0, 65, (5000,))
for i in torch.randint(len(data) - 8, (2,)):
    j = i.item()
    print(*(data[a:b].shape[0] for a, b in ((i, i + 8), (i + 1, i + 8 + 1), (j - 1, 7 + j), (4 * j, (j + 2) * 4))))
k, s = random.randint(0, 9), torch.randint(9, (1,))
print(data[k : k + 3].shape, data[s : s + 3].shape, torch.randn(3, 64, 64)[:, k : k + 32, k + 1 : k + 5].shape)
)") == "8 8 8 8\n8 8 8 8\ntorch.Size([3]) torch.Size([3]) torch.Size([3, 32, 4])\n");
}

TEST_CASE("a slice between places of which nothing is known is open, and so are its numbers") {
  CHECK(shown(R"(data = torch.tensor([5, 6, 7, 8])
import where
i, j = where.one, where.other
k = torch.randint(2, ())
two = data[k : k + 2]
k += 1
print(data[i : j + 2], data[i : 2 * i + 2], data[i + 2 : i], data[i:], two.shape, two.sum().item(), data[k : k + 1].shape)
)") == "… … … … torch.Size([2]) … torch.Size([1])\n");
}

TEST_CASE("batches of many slices are made of the first two") {
  auto t = trace(std::string(kHead) + R"(data = torch.randint(0, 65, (5000,))
net = nn.Embedding(65, 4)
for step in range(100):
    starts = torch.randint(len(data) - 8, (64,))
    x = torch.stack([data[i : i + 8] for i in starts])
    pairs = [(data[i : i + 8], data[i + 1 : i + 9]) for i in starts]
    y = net(x)
print(x.shape, y.shape, len(pairs), pairs[-1][1].shape)
print(len([i for i in torch.arange(5)]), torch.stack([i + 1 for i in torch.arange(5)]))
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "torch.Size([64, 8]) torch.Size([64, 8, 4]) 64 torch.Size([8])\n5 tensor([1, 2, 3, 4, 5])\n");
}

TEST_CASE("a slice is written between unknown places: what was there is not known any more") {
  CHECK(run(R"(data = torch.zeros(4)
import where
i = where.to
data[i : i + 2] = 1.0
print(data.sum().item(), data.shape)
)") == "… torch.Size([4])\n");
}

TEST_CASE("numbers that no size depends on need not be known") {
  constexpr std::string_view program = R"(import config
net = nn.Sequential(nn.Linear(8, 4), nn.LeakyReLU(config.slope), nn.Dropout(p=config.p))
x = net(torch.ones(2, 8))
y = F.dropout(x, config.p, inplace=True)
print(x.shape, y.sum().item(), net[1], net[2].p, torch.randint(config.n, (3,)).shape, torch.randint(0, config.n, (3,)).shape)
print(x * config.scale, F.interpolate(torch.ones(1, 1, 4, 4), scale_factor=config.scale), nn.Linear(8, config.n)(x))
)";
  constexpr std::string_view said =
      "torch.Size([2, 4]) … LeakyReLU(negative_slope=…) … torch.Size([3]) torch.Size([3])\n… … …\n";
  CHECK(shown(program) == said);
  CHECK(run(program) == said);
}

TEST_CASE("what an optimizer has gone over is not known, as its step is not computed") {
  CHECK(run(R"(torch.manual_seed(0)
net, kept = nn.Linear(2, 1), nn.Linear(2, 1)
optimizer = torch.optim.SGD([*net.parameters(), *kept.parameters()], lr=0.1)
before = net(torch.ones(1, 2)).sum()
before.backward()
optimizer.step()
print(f"{before.item():.4f}", net.weight.sum().item(), net(torch.ones(1, 2)).sum().item())
print(f"{kept.weight.sum().item():.4f}")
)") == "-0.2080 … …\n-0.7927\n");
}

TEST_CASE("arrays in files have their dtypes; how long they are is not known") {
  CHECK(shown(R"(data = np.memmap("train.bin", dtype=np.uint16, mode="r")
print(len(data), data.shape, data.dtype, data[:100].shape, data[: int(0.9 * len(data))].dtype)
starts = torch.randint(len(data) - 16, (4,))
x = torch.stack([torch.from_numpy(data[i : i + 16].astype(np.int64)) for i in starts])
print(x.shape, x.dtype, torch.from_numpy(data.astype(np.int64)))
print(np.memmap("x", dtype="float32", mode="r", shape=(3, 4)).shape, np.fromfile("x", dtype=np.int32, count=6).shape)
)") == "… (…,) uint16 (100,) uint16\ntorch.Size([4, 16]) torch.int64 …\n(3, 4) (6,)\n");
}

TEST_CASE("what is made of something unknown is not empty: it is not known what is in it") {
  CHECK(shown(R"(from collections import Counter, defaultdict, deque
text = open("input.txt").read()
chars = sorted(list(set(text)))
print(chars, len(chars), tuple(text), dict(text), frozenset(text), Counter(text), deque(text), defaultdict(int, text))
print(sum(len(w) for w in text), list(map(str, text)), list(enumerate(text)), [*text], [1, *text], list(range(len(text))))
print(list(range(3)), sorted({2, 1}), sum([1, 2]), [*range(2)], dict(a=1))
)") == "… … … … … … … …\n… … … … … …\n[0, 1, 2] [1, 2] 3 [0, 1] {'a': 1}\n");
}

TEST_CASE("loops over something unknown fill and count what is not known afterwards") {
  CHECK(shown(R"(class Data:
    def __init__(self, path):
        self.lines, self.words, self.count, self.name = [], {"<pad>": 0}, 0, "x"
        for line in open(path):
            for word in line.split():
                if word not in self.words:
                    self.words[word] = len(self.words)
            self.lines.append(line)
            self.count += 1
data = Data("train.txt")
print(len(data.lines), len(data.words), data.count, data.name, max(len(l) for l in data.lines), min(data.lines))
total = right = 0
seen, all = set(), torch.zeros(3)
import source
for x, y in source.batches():
    total += len(x)
    seen.add(y)
    all += 1
while source.more():
    right += 1
if source.verbose:
    data.name = "y"
print(right, right / total, len(seen), all.shape, data.name)
)") == "… … … x … …\n… … … torch.Size([3]) x\n");
}

TEST_CASE("a loop that something unknown would end is left after a few rounds") {
  CHECK(shown(R"(import model
out = []
while True:
    token = model.next(out)
    out.append(token)
    if token == 0:
        break
print(len(out), token == 1, token != 1)
tries = 0
while True:
    tries += 1
    for x in range(3):
        if x == token:
            break
    if tries == 5:
        break
print(tries)
)") == "… … …\n5\n");
}

TEST_CASE("where something unknown was differentiated, it is not known which tensors have gradients") {
  CHECK(run(R"(import data
w, kept = torch.ones(2, requires_grad=True), torch.ones(2)
print(w.grad)
loss = F.mse_loss(data.x @ w, data.y)
loss.backward()
print(w.grad, kept.grad, torch.ones(2, requires_grad=True).grad)
torch.optim.SGD([w], lr=0.1).step()
print(w.sum().item(), w.shape)
w.data -= 0.1 * w.grad
w.grad = None
print(w.grad)
)") == "None\n… None None\n… torch.Size([2])\nNone\n");
}

TEST_CASE("a layer of unknown sizes has parameters that are not known") {
  auto t = trace(std::string(kHead) + R"(import config
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(config.words, 16)
        self.out = nn.Linear(16, 4)
    def forward(self, x):
        return self.out(self.embed(x))
net = Net()
print(sum(p.numel() for p in net.parameters()), len(list(net.parameters())), [name for name, _ in net.named_parameters()])
print(sum(p.numel() for p in net.out.parameters()), len(torch.optim.Adam(net.parameters()).param_groups[0]["params"]))
print(len(torch.optim.Adam([{"params": net.embed.parameters()}, {"params": net.out.parameters()}]).param_groups))
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "… … ['out.weight', 'out.bias']\n68 2\n2\n");
}
