// Why a shape is wrong, in a sentence: what arrives and from where, its number taken apart, and what was wanted.
#include "kit.h"

using namespace kit;

namespace {

struct Wrong {
  std::string_view name, layers, forward, input, cause;
};

// Layers and the forward method's lines are separated by '|'. Layers begin in line 4.
constexpr Wrong kWrong[] = {
    {"features, and the product that they are", "conv = nn.Conv2d(3, 16, 5)|fc = nn.Linear(400, 10)",
     "x = torch.relu(self.conv(x))|x = x.flatten(1)|return self.fc(x)", "2,3,32,32",
     "12544 = 16·28·28 features arrive from flatten (line 8); the Linear expects 400."},
    {"features of a map that nothing flattened", "conv = nn.Conv2d(3, 16, 5)|fc = nn.Linear(400, 10)",
     "return self.fc(self.conv(x))", "2,3,32,32",
     "The last axis of 2×16×28×28 from Conv2d conv (line 7) is 28; the Linear expects 400."},
    {"channels", "a = nn.Conv2d(3, 16, 5)|b = nn.Conv2d(8, 16, 5)", "return self.b(self.a(x))", "2,3,32,32",
     "16 channels arrive from Conv2d a (line 7); the Conv2d expects 8."},
    {"channels of the input", "a = nn.Conv2d(3, 16, 5)", "return self.a(x)", "2,1,32,32",
     "1 channel arrives from the input; the Conv2d expects 3."},
    {"channels of a norm", "a = nn.Conv1d(3, 16, 5)|n = nn.BatchNorm1d(32)", "return self.n(self.a(x))", "2,3,32",
     "16 channels arrive from Conv1d a (line 7); the BatchNorm1d expects 32."},
    {"channels of a weight", "a = nn.ReLU()", "return nn.functional.conv2d(x, torch.zeros(3, 5, 3, 3))", "7,4,9,9",
     "4 channels arrive from the input; the weight is 3×5×3×3 from zeros (line 6)."},
    {"features of a step of time", "rnn = nn.GRU(10, 4, batch_first=True)", "return self.rnn(x)[0]", "2,5,12",
     "The last axis of 2×5×12 from the input is 12; the GRU expects 10."},
    {"the axes of a layer norm", "n = nn.LayerNorm([5, 10])", "return self.n(x)", "2,5,12",
     "The last 2 axes of 2×5×12 from the input are 5×12; the LayerNorm expects 5×10."},
    {"a window on a map that has shrunk",
     "a = nn.Conv2d(3, 4, 5)|p = nn.MaxPool2d(2)|b = nn.Conv2d(4, 4, 3, dilation=4)",
     "return self.b(self.p(self.p(torch.relu(self.a(x)))))", "2,3,28,30",
     "The map is 6×6 there: 28×30 → 24×26 (Conv2d a) → 12×13 (MaxPool2d p) → 6×6 (MaxPool2d p); the Conv2d reads 3×3, "
     "its cells 4×4 apart."},
    {"a pool of nothing", "p = nn.MaxPool1d(4)", "return self.p(self.p(x))", "2,3,8",
     "The map is 2 there: 8 → 2 (MaxPool1d p); the MaxPool1d reads 4."},
    {"tensors side by side", "a = nn.Conv2d(3, 8, 3)|b = nn.Conv2d(3, 8, 5)",
     "left = self.a(x)|right = self.b(x)|return torch.cat([left, right], 1)", "2,3,28,28",
     "2×8×26×26 from Conv2d a (line 7) meets 2×8×24×24 from Conv2d b (line 8): 26 against 24."},
    {"a sum", "a = nn.Conv2d(3, 8, 3)", "return x + self.a(x)", "2,3,28,28",
     "2×3×28×28 from the input meets 2×8×26×26 from Conv2d a (line 6): 28 against 26."},
    {"a product", "f = nn.Linear(12, 7)", "return self.f(x) @ torch.zeros(8, 3)", "5,12",
     "5×7 from Linear f (line 6) meets 8×3 from zeros (line 6): 7 against 8."},
    {"a product with a Linear's weight", "f = nn.Linear(12, 7)",
     "return nn.functional.linear(self.f(x), torch.zeros(3, 5))", "5,12",
     "5×7 from Linear f (line 6) meets 3×5 from zeros (line 6): 7 against 5."},
    {"as many samples as targets", "f = nn.Linear(5, 5)",
     "return nn.functional.cross_entropy(self.f(x), torch.zeros(3, dtype=torch.long))", "2,5",
     "2×5 from Linear f (line 6) meets 3 from zeros (line 6): 2 against 3."},
    {"a view of too few numbers", "a = nn.Conv2d(3, 16, 5)", "x = self.a(x)|return x.view(-1, 16 * 5 * 5)", "2,3,8,8",
     "512 = 2·16·4·4 numbers arrive from Conv2d a (line 6), no multiple of 400."},
    {"a view of too many numbers", "a = nn.Conv2d(3, 16, 5)", "x = self.a(x)|return x.view(2, 400)", "2,3,8,8",
     "512 = 2·16·4·4 numbers arrive from Conv2d a (line 6); asked for are 2·400 = 800."},
    {"the wrong axis taken apart", "u = nn.Unflatten(0, (3, 8, 8))", "return self.u(x.flatten(1))", "2,3,8,8",
     "2×192 from flatten (line 6) is to have an axis of 3·8·8 = 192; axis 1 has that."},
    {"an axis that is no multiple", "u = nn.Unflatten(1, (-1, 5))", "return self.u(x)", "2,12",
     "2×12 from the input is to have an axis of 5 and what is left."},
    {"a view as a scalar", "a = nn.ReLU()", "return x.view([])", "2,12",
     "24 = 2·12 numbers arrive from the input; asked for are 1."},
    {"the eleventh of many", "a = nn.ReLU()", "many = [x] * 10 + [torch.zeros(2, 5)]|return torch.cat(many)", "2,3",
     "2×3 from the input meets 2×5 from zeros (line 6): 3 against 5."},
    {"a view across the memory's order", "a = nn.ReLU()", "x = x.permute(0, 2, 1)|return x.view(2, -1)", "2,3,4",
     "2×4×3 from permute (line 6) lies in memory with the strides 12, 1, 4: a view can join axes only where each is "
     "laid out within the one before."},
    {"no variance", "p = nn.AdaptiveAvgPool2d(1)|n = nn.BatchNorm2d(3)", "return self.n(self.p(x))", "1,3,5,5",
     "Each channel of 1×3×1×1 from AdaptiveAvgPool2d p (line 7) has 1·1·1 = 1 number, which has no variance."},
    {"too few axes", "f = nn.Linear(5, 5)|n = nn.BatchNorm2d(5)", "return self.n(self.f(x))", "1,5",
     "1×5 arrives from Linear f (line 7): 2 axes."},
    {"floats for indices", "e = nn.Embedding(9, 4)", "return self.e(x)", "2,5",
     "2×5 from the input is of floats; an input 2,5:long is of whole numbers."},
    {"another tensor than the first", "rnn = nn.GRU(5, 4)", "return self.rnn(x, torch.zeros(2, 3, 4))[0]", "7,3,5",
     "2×3×4 arrives from zeros (line 6)."},
};

/// A class of these layers and this forward method.
std::string program(const Wrong& w) {
  std::string source = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  auto lines = [&](std::string_view text, std::string_view before) {
    for (size_t at = 0; at <= text.size();) {
      size_t end = std::min(text.find('|', at), text.size());
      source += "        " + std::string(before) + std::string(text.substr(at, end - at)) + "\n";
      at = end + 1;
    }
  };
  lines(w.layers, "self.");
  source += "    def forward(self, x):\n";
  lines(w.forward, "");
  return source;
}

}  // namespace

TEST_CASE("why a shape is wrong") {
  for (auto& w : kWrong) {
    CAPTURE(w.name);
    auto t = trace(program(w), w.input);
    REQUIRE(t.error);
    CAPTURE(t.error->message);
    CHECK(text(t.error->cause) == w.cause);
  }
}

TEST_CASE("an error that was caught is not the cause of another") {
  auto t = trace(
      "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.f = nn.Linear(4, 2)\n"
      "    def forward(self, x):\n        try:\n            return self.f(x)\n        except RuntimeError:\n"
      "            return missing\n",
      "2,5");
  CHECK(error(t) == "NameError: name 'missing' is not defined");
  CHECK(text(t.error->cause) == "");
}
