// Edits that mend an error: each is applied here as an editor would, and must trace clean.
#include "kit.h"

using namespace kit;

namespace {

struct Broken {
  std::string_view name, source, input, first;
};

constexpr Broken kBroken[] = {
    {"features of a Linear",
     "net = nn.Sequential(\n    nn.Conv2d(3, 8, 3),\n    nn.Flatten(),\n    nn.Linear(100, 10),\n)\n", "1,3,8,8",
     "nn.Linear(288, 10)"},
    {"features by keyword", "net = nn.Sequential(nn.Flatten(), nn.Linear(out_features=2, in_features=9))\n", "4,2,5",
     "in_features=10"},
    {"channels of a convolution", "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(16, 8, 3))\n",
     "1,3,9,9", "nn.Conv2d(8, 8, 3)"},
    {"channels of a norm", "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16))\n", "2,3,9,9",
     "nn.BatchNorm2d(8)"},
    {"a flatten that was forgotten", "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Linear(288, 10))\n", "1,3,8,8",
     "nn.Flatten()"},
    {"view after permute",
     "class N(nn.Module):\n    def forward(self, x):\n        return x.permute(0, 2, 1).view(2, -1)\n", "2,3,4",
     "reshape"},
    {"a view with a wrong number",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.c = nn.Conv2d(1, 4, 3)\n"
     "        self.fc = nn.Linear(144, 2)\n    def forward(self, x):\n        x = self.c(x)\n        x = "
     "x.view(x.size(0), 4 * 5 * 6)\n"
     "        return self.fc(x)\n",
     "3,1,8,8", ""},
    {"an LSTM's input size", "net = nn.LSTM(10, 4, batch_first=True)\n", "2,5,12", "nn.LSTM(12, 4, batch_first=True)"},
    {"a layer norm's shape", "net = nn.LayerNorm(64)\n", "2,5,48", "nn.LayerNorm(48)"},
    {"padding in the stride's slot",
     "net = nn.Sequential(\n    nn.Conv2d(1, 4, 3, 1), nn.MaxPool2d(2),\n    nn.Conv2d(4, 4, 3, 1), nn.MaxPool2d(2),\n"
     "    nn.Conv2d(4, 4, 3, 1), nn.MaxPool2d(2),\n)\n",
     "1,1,14,14", ""},
    {"an image for an LSTM",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.rnn = nn.LSTM(6 * 8, 4, "
     "batch_first=True)\n    def forward(self, x):\n        return self.rnn(x)\n",
     "2,6,8,9", "self.rnn(x.permute(0, 3, 1, 2).flatten(2))"},
    {"an image for a GRU with the time first",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.rnn = nn.GRU(54, 4)\n"
     "    def forward(self, x):\n        return self.rnn(x + 1)\n",
     "2,6,8,9", "self.rnn((x + 1).permute(2, 0, 1, 3).flatten(2))"},
    {"an image for an LSTM of another size",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.rnn = nn.LSTM(10, 4)\n"
     "    def forward(self, x):\n        return self.rnn(x)\n",
     "2,6,8,9", "self.rnn(x.transpose(0, 1).flatten(2)) and nn.LSTM(72, 4)"},
    {"features for a norm of images", "net = nn.Sequential(nn.Linear(3, 16), nn.BatchNorm2d(16))\n", "2,3",
     "nn.BatchNorm1d(16)"},
    {"images for a convolution of signals", "net = nn.Sequential(nn.ReLU(), nn.Conv1d(5, 8, 3))\n", "2,6,9,9",
     "nn.Conv2d(6, 8, 3)"},
    {"floats for indices",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.e = "
     "nn.Embedding(9, 4)\n    def forward(self, x):\n        return self.e(x)\n",
     "2,5", "self.e(x.long())"},
    {"one value a channel", "net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 8, 1), nn.BatchNorm2d(8))\n",
     "1,3,9,9", "nn.GroupNorm(1, 8)"},
    {"a shortcut that was forgotten",
     "class N(nn.Module):\n    def __init__(self, c=8):\n        super().__init__()\n        self.conv = nn.Conv2d(3, "
     "c, "
     "3, 2, 1)  # halves\n    def forward(self, x):\n        return torch.relu(self.conv(x) + x)\n",
     "2,3,9,9", "self.shortcut = nn.Conv2d(3, c, kernel_size=1, stride=2) and self.conv(x) + self.shortcut(x)"},
    {"a shortcut for signals, in place",
     "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Conv1d(3, 8, 3, "
     "padding=1)\n        self.b = nn.Conv1d(8, 8, 3, padding=1)\n    def forward(self, x):\n        y = "
     "self.b(self.a(x))\n"
     "        y += x\n        return y\n",
     "2,3,9", "self.shortcut = nn.Conv1d(3, 8, kernel_size=1) and y += self.shortcut(x)"},
    {"an input much larger than the Linear had in mind",
     "import torch.nn.functional as F\nclass N(nn.Module):\n    def __init__(self):\n        super().__init__()\n      "
     "  "
     "self.conv = nn.Conv2d(3, 8, 3)\n        self.fc = nn.Linear(8 * 5 * 5, 4)\n    def forward(self, x):\n        x "
     "= "
     "self.conv(x)\n        return self.fc(x.view(x.size(0), -1))\n",
     "2,3,64,64", "F.adaptive_avg_pool2d(x, 5).view(x.size(0), -1)"},
    {"the same in a Sequential", "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(48, 4))\n",
     "2,3,64,64", "nn.AdaptiveAvgPool2d((2, 3)), nn.Flatten()"},
    {"a float where a size belongs", "n = 9\nnet = nn.Sequential(nn.Linear(n, n / 3))\n", "1,9", "//"},
};

}  // namespace

TEST_CASE("the errors that learners meet get a fix that works") {
  for (auto& b : kBroken) {
    CAPTURE(std::string(b.name));
    auto t = trace(b.source, b.input);
    REQUIRE(error(t) != "");
    REQUIRE_MESSAGE(!t.fixes.empty(), error(t));
    CHECK(t.fixes.size() <= 3);
    if (!b.first.empty()) CHECK_MESSAGE(t.fixes[0].title.find(b.first) != std::string::npos, t.fixes[0].title);
    for (auto& f : t.fixes) CHECK(f.result.starts_with("output "));
    check_fixes(b.source, b.input, t);
  }
}

TEST_CASE("a fix that moves the trouble on takes the next layer along") {
  constexpr std::string_view source =
      "net = nn.Sequential(\n    nn.Conv2d(3, 8, 3),\n    nn.Conv2d(4, 6, 3),\n    nn.Flatten(),\n"
      "    nn.Linear(100, 5),\n)\n";
  auto t = trace(source, "1,3,8,8");
  REQUIRE(!t.fixes.empty());
  CHECK(t.fixes[0].title == "nn.Conv2d(8, 6, 3) and nn.Linear(96, 5)");
  check_fixes(source, "1,3,8,8", t);
}

TEST_CASE("an arithmetic that was written out stays legible") {
  constexpr std::string_view source = "net = nn.Sequential(nn.Conv2d(1, 16, 5), nn.Flatten(), nn.Linear(16*12*12, 10))";
  auto t = trace(source, "1,1,28,28");
  REQUIRE(!t.fixes.empty());
  CHECK(t.fixes[0].title.find("nn.Linear(") == 0);
  check_fixes(source, "1,1,28,28", t);
}

TEST_CASE("a model by name is mended as that model") {
  constexpr std::string_view source =
      "class N(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n        self.fc = nn.Linear(n, 2)\n"
      "        self.out = nn.Linear(3, 1)\n    def forward(self, x):\n        return self.out(self.fc(x))\n";
  auto t = trace(source, "1,7", "N(7)");
  REQUIRE(!t.fixes.empty());
  for (auto& f : t.fixes) CHECK(error(trace(kit::apply(std::string(source), f.edits), "1,7", "N(7)")) == "");
}

TEST_CASE("slips of the pen: the first edit is what was meant") {
  struct Slip {
    std::string_view layer, forward, error, first;
  };
  constexpr Slip kSlips[] = {
      {"fc = nn.Lienar(4, 2)", "return self.fc(x)", "module 'torch.nn' has no attribute 'Lienar'",
       "self.fc = nn.Linear(4, 2)"},
      {"fc = nn.Linear(4, 2)", "return F.rleu(self.fc(x))", "module 'torch.nn.functional' has no attribute 'rleu'",
       "return F.relu(self.fc(x))"},
      {"fc1 = nn.Linear(4, 2)", "return self.fc(x)", "'Net' object has no attribute 'fc'", "return self.fc1(x)"},
      {"fc = nn.Linear(4, 2)", "return fc(x)", "name 'fc' is not defined", "return self.fc(x)"},
      {"fc = nn.Linear(4, 2)", "return self.fc(x).flaten(1)", "'Tensor' object has no attribute 'flaten'",
       "return self.fc(x).flatten(1)"},
      {"fc = nn.Linear(4, out_feature=2)", "return self.fc(x)",
       "Linear.__init__() got an unexpected keyword argument 'out_feature'", "self.fc = nn.Linear(4, out_features=2)"},
      {"rnn = nn.GRU(4, 2)|fc = nn.Linear(2, 2)", "return self.fc(self.rnn(x))",
       "linear(): argument 'input' (position 1) must be Tensor, not tuple", "self.fc(self.rnn(x)[0])"},
      {"rnn = nn.GRU(4, 2)", "return self.rnn(x).mean(0)", "'tuple' object has no attribute 'mean'",
       "return self.rnn(x)[0].mean(0)"},
      {"fc = nn.Linear(4, 2)", "return self.fc(x).view(x.shape(0), -1)", "'torch.Size' object is not callable",
       "x.shape[0]"},
      {"fc = nn.Sequential([nn.Linear(4, 2)])", "return self.fc(x)", "list is not a Module subclass",
       "nn.Sequential(*[nn.Linear(4, 2)])"},
  };
  for (auto& slip : kSlips) {
    std::string source =
        "import torch.nn.functional as F\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n";
    for (size_t at = 0; at < slip.layer.size();) {
      size_t end = std::min(slip.layer.find('|', at), slip.layer.size());
      source += "        self." + std::string(slip.layer.substr(at, end - at)) + "\n";
      at = end + 1;
    }
    source += "    def forward(self, x):\n        " + std::string(slip.forward) + "\n";
    CAPTURE(source);
    auto t = trace(source, "2,4");
    REQUIRE(t.error);
    CHECK(t.error->message == slip.error);
    REQUIRE(!t.fixes.empty());
    CHECK(t.fixes[0].title == slip.first);
    check_fixes(source, "2,4", t);
  }
}

TEST_CASE("methods that Python or PyTorch do not find") {
  auto first = [](std::string_view init, std::string_view forward) {
    std::string source = "class Net(nn.Module):\n    def " + std::string(init) +
                         "\n        self.fc = nn.Linear(4, 2)\n    def " + std::string(forward) +
                         "\n        return self.fc(x)\n";
    auto t = trace(source, "2,4");
    CHECK(error(t) != "");
    check_fixes(source, "2,4", t);
    return t.fixes.empty() ? "" : t.fixes[0].title;
  };
  CHECK(first("__init__(self):\n        super().__init__()", "foward(self, x):") == "def forward(self, x):");
  CHECK(first("__init__(self):\n        super().__init__()", "forward(x):") == "def forward(self, x):");
  CHECK(first("__int__(self):\n        super().__init__()", "forward(self, x):") == "def __init__(self):");
  CHECK(first("__init__(self):", "forward(self, x):") == "super().__init__()");
}

TEST_CASE("numbers at the end of int64 have no neighbours beyond it") {
  auto t = trace(
      "class N(nn.Module):\n    def forward(self, x):\n        return x.view(-9223372036854775807, "
      "9223372036854775807)\n",
      "2,4");
  CHECK(error(t) == "RuntimeError: invalid shape dimension -9223372036854775807");
}

TEST_CASE("what no edit mends is offered none, and edits never touch the rest") {
  CHECK(trace("net = nn.Linear(4, 2)\nraise ValueError('no')\n", "1,4").fixes.empty());
  CHECK(trace("net = nn.Linear(4, 2)\nwhile True: pass\n", "1,4").fixes.empty());
  CHECK(trace("net = nn.Linear(4, 2)\n", "1,4").fixes.empty());
  constexpr std::string_view source =
      "# é 𝄞 nn.Linear(5, 2)\nnet = nn.Sequential(nn.Linear(5, 2))  # nn.Linear(5, 2)\n";
  auto t = trace(source, "1,4");
  REQUIRE(!t.fixes.empty());
  CHECK(kit::apply(std::string(source), t.fixes[0].edits) ==
        "# é 𝄞 nn.Linear(5, 2)\nnet = nn.Sequential(nn.Linear(4, 2))  # nn.Linear(5, 2)\n");
}
