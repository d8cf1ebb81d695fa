// Libraries that are written in Python (core/libraries), where more than what they print matters: which steps they
// make, where their errors are told, what stays open. What they print: goldens/printed.
#include "kit.h"

using namespace kit;

namespace {

constexpr std::string_view kHead =
    "import numpy as np\nimport torch\nfrom torch import nn\n"
    "from torch.utils.data import DataLoader, Dataset, TensorDataset\n";

api::Trace traced(std::string_view program) { return trace(std::string(kHead) + std::string(program)); }

}  // namespace

TEST_CASE("batches of a loader have their shapes, the short last one too, and rounds of training are seen once") {
  auto t = traced(R"(from tqdm import tqdm
data = TensorDataset(torch.randn(1003, 3), torch.randint(0, 2, (1003,)))
net = nn.Linear(3, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(20):
    for i, (x, y) in enumerate(tqdm(DataLoader(data, batch_size=10, shuffle=True))):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, i, x.shape)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "0 100 torch.Size([3, 3])\n1 100 torch.Size([3, 3])\n19 100 torch.Size([3, 3])\n");
  REQUIRE(t.notes.size() == 2);
  CHECK(t.notes[0].text ==
        "Rounds 3 to 100 are left out, and what they would print: they are taken to have the same shapes as "
        "round 2.");
}

TEST_CASE("many batches need not all be seen; what is summed up over them is not known then") {
  auto t = traced(R"(data = TensorDataset(torch.randn(4000, 3), torch.randint(0, 2, (4000,)))
net = nn.Linear(3, 2)
right = total = 0
for x, y in DataLoader(data, batch_size=10):
    right += (net(x).argmax(1) == y).sum().item()
    total += y.size(0)
few = 0
for x, y in DataLoader(data, batch_size=500):
    few += net(x).size(0)
print(right / total, total, few)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "… … 4000\n");
  CHECK(t.steps.size() < 80);
}

TEST_CASE("pictures of known data sets have their sizes without their files") {
  auto t = traced(R"(from torchvision import datasets, transforms
ready = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
loader = DataLoader(datasets.MNIST("data", download=True, transform=ready), batch_size=64, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
for x, y in loader:
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
print(len(loader), x.shape, y.dtype)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "938 torch.Size([32, 1, 28, 28]) torch.int64\n");
}

TEST_CASE("what loaders and arrays are made of is told where the program uses them") {
  auto t = traced("loader = DataLoader([torch.zeros(2), torch.zeros(3)], batch_size=2)\nfor x in loader:\n    pass\n");
  CHECK(error(t) ==
        "RuntimeError: stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1");
  CHECK(t.error->line == 6);
  CHECK(t.error->file == "");
  t = traced(
      "class D(Dataset):\n    def __len__(self):\n        return 2\n    def __getitem__(self, i):\n"
      "        return torch.zeros(2) + torch.zeros(3)\nnext(iter(DataLoader(D())))\n");
  CHECK(t.error->line == 9);
  t = traced("a = np.ones((2, 3))\nb = a + np.ones(4)\n");
  CHECK(error(t) == "ValueError: operands could not be broadcast together with shapes (2,3) (4,) ");
  CHECK(t.error->line == 6);
}

TEST_CASE("what is done to arrays is no step; what a model makes of them is") {
  auto t = traced(
      "x = torch.from_numpy(np.random.randn(16, 8).astype(np.float32).reshape(32, 4))\n"
      "y = nn.Linear(4, 2)(x)\nprint(y.shape)\n");
  CHECK(error(t) == "");
  CHECK(t.printed == "torch.Size([32, 2])\n");
  REQUIRE(t.steps.size() == 1);
  CHECK(t.steps[0].op == "Linear");
  CHECK(t.output == std::vector<api::Sizes>{{32, 2}});
}

TEST_CASE("data that is not known leaves its loader open") {
  auto t = traced(R"(from torchvision import datasets, transforms
loader = DataLoader(datasets.ImageFolder("data", transform=transforms.ToTensor()), batch_size=64, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
for x, y in loader:
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
print(len(loader), len(loader.dataset))
o = torch.optim.SGD(net.parameters(), lr=float(open("lr.txt").read()))
for x in DataLoader(torch.zeros(4, 3), batch_size=int(input())):
    nn.Linear(3, 2)(x)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "… …\n");
  t = traced(
      "class D(Dataset):\n    def __len__(self):\n        return len(open('list.txt').readlines())\n"
      "    def __getitem__(self, i):\n        return torch.zeros(3)\n"
      "net = nn.Linear(3, 2)\nfor x in DataLoader(D(), batch_size=4, shuffle=True):\n    y = net(x)\n"
      "print(len(DataLoader(D())))\n");
  CHECK(error(t) == "");
  CHECK(t.printed == "…\n");
}

TEST_CASE("a network of torchvision's is known, and what it is changed into") {
  auto t = traced(
      "import torchvision\nnet = torchvision.models.resnet18(weights='DEFAULT')\n"
      "net.fc = nn.Linear(net.fc.in_features, 5)\nprint(net(torch.zeros(2, 3, 64, 64)).shape)\n");
  CHECK(error(t) == "");
  CHECK(t.printed == "torch.Size([2, 5])\n");
  CHECK(t.params == 11179077);
  REQUIRE(t.notes.size() == 1);
  CHECK(t.notes[0].text == "The pretrained weights of ResNet are not here: its numbers are drawn anew.");
  CHECK(t.notes[0].line == 6);
}

TEST_CASE("what the host gives to libraries bears being called with anything") {
  auto t = traced(R"(import random
from torch.utils import data
def tell(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__)
for f in [lambda: np.call_it(1, 2), lambda: np.quietly(3), lambda: np.unseen(), lambda: data.remark(3),
          lambda: random.seed_by_array(torch.Generator(), []), lambda: random.words(torch.Generator(), 10**12),
          lambda: np.random.drawn(1, 2, 3, 4, 5), lambda: np.random.drawn(None, "integers", (2,), 5, -5),
          lambda: next(data.batches(3, [1])), lambda: data.batches(len, 3), lambda: data.batches(len, range(9), -4)]:
    tell(f)
a = np.ones(3)
a._t = 3
tell(lambda: torch.from_numpy(a))
layer = nn.Linear(1, 1)
layer._forward_hooks = {1: (3, 4)}
tell(lambda: layer(torch.ones(1, 1)))
layer._forward_hooks = 3
print(layer(torch.ones(1, 1)).shape)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "TypeError\nTypeError\nTypeError\nTypeError\ntorch.Size([1, 1])\n");
}

TEST_CASE("of a data set of millions only the batches that are asked for are made") {
  auto t = traced(R"(from torchvision import datasets, transforms
data = datasets.FakeData(1281167, (3, 32, 32), 1000, transforms.ToTensor())
loader = DataLoader(data, batch_size=256, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))
for i, (x, y) in enumerate(loader):
    net(x)
print(len(loader), i, x.shape)
)");
  CHECK(error(t) == "");
  CHECK(t.printed == "5005 5004 torch.Size([143, 3, 32, 32])\n");
}
