// Backwards through programs as they are written: classes, views, helpers, volumes, sequences.
#include "kit.h"

using namespace kit;

namespace {

std::string net(std::string_view init, std::string_view forward) {
  std::string s =
      "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net(nn.Module):\n"
      "    def __init__(self):\n        super().__init__()\n";
  s += std::string(init) + "\n    def forward(self, x):\n" + std::string(forward) + "\n";
  return s;
}

std::string has(const api::Backwards& b, std::string_view wanted) {
  std::string all;
  for (auto& s : b.solutions) {
    if (ranges(s.ranges) == wanted) return "";
    all += ranges(s.ranges) + "; ";
  }
  return all.empty() ? "no solutions" : all;
}

}  // namespace

TEST_CASE("a class with a view of a fixed number") {
  auto b = api::solve(
      {net("        self.c = nn.Conv2d(1, 6, 5)\n        self.fc = nn.Linear(6 * 10 * 10, 3)",
           "        x = F.max_pool2d(F.relu(self.c(x)), 2)\n        x = x.view(-1, 600)\n        return self.fc(x)")});
  CHECK(b.found);
  CHECK(b.sizes == api::Sizes{24, 25});
  CHECK(text(b.factors) == "600 = 6·10·10");
}

TEST_CASE("a view whose number the program computes from the tensor decides nothing: the Linear does") {
  auto b = api::solve({net("        self.c = nn.Conv2d(1, 6, 5)\n        self.fc = nn.Linear(600, 3)",
                           "        x = F.max_pool2d(self.c(x), 2)\n"
                           "        flat = 1\n        for s in x.size()[1:]:\n            flat *= s\n"
                           "        return self.fc(x.view(-1, flat))")});
  CHECK(b.found);
  CHECK(b.sizes == api::Sizes{24, 25});
  CHECK(b.code == "nn.Linear(600, 3)");
}

TEST_CASE("a view that keeps the batch leaves the answer to the Linear") {
  for (auto view : {"x.view(x.size(0), -1)", "x.reshape(len(x), -1)", "torch.flatten(x, 1)", "x.flatten(start_dim=1)",
                    "x.view(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3])"}) {
    CAPTURE(std::string(view));
    auto b =
        api::solve({net("        self.c = nn.Conv2d(1, 6, 5)\n        self.fc = nn.Linear(600, 3)",
                        "        x = F.max_pool2d(self.c(x), 2)\n        return self.fc(" + std::string(view) + ")")});
    CHECK(b.found);
    CHECK(b.sizes == api::Sizes{24, 25});
  }
}

TEST_CASE("an error that no size mends is not taken for a size that does not fit") {
  auto source =
      net("        self.c = nn.Conv2d(3, 8, 3)\n        self.fc = nn.Linear(8 * 6 * 6, 2)",
          "        x = self.c(x).permute(0, 2, 3, 1)\n        x = x.view(x.size(0), -1)\n        return self.fc(x)");
  auto b = api::solve({source});
  CHECK(b.answer.find("no multiple") == std::string::npos);
  CHECK(b.answer.find("nearest") == std::string::npos);
}

TEST_CASE("a video: the sides that are alike are used, and the whole set is given") {
  constexpr std::string_view clip =
      "net = nn.Sequential(nn.Conv3d(3, 8, 3, padding=1), nn.MaxPool3d((1, 2, 2)), nn.Conv3d(8, 16, 3, padding=1),\n"
      "    nn.MaxPool3d(2), nn.Flatten(), nn.Linear(16 * 8 * 28 * 28, 10))";
  auto b = api::solve({clip});
  CHECK(b.found);
  CHECK(has(b, "1 × 3 × 16–17 × 112–115 × 112–115") == "");
  CHECK(text(trace(clip).input) == "1,3,16,112,112");
}

TEST_CASE("a sequence") {
  auto b =
      api::solve({"net = nn.Sequential(nn.Conv1d(2, 8, 5, stride=3), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), "
                  "nn.Linear(8 * 20, 4))"});
  CHECK(b.sizes == api::Sizes{122, 123, 124, 125, 126, 127});
  CHECK(b.solutions.size() == 1);
}

TEST_CASE("sizes that a layer refuses are no solutions, though they would give the number") {
  // A pool of volumes wants its unpadded input to be as large as its kernel.
  auto b =
      api::solve({"net = nn.Sequential(nn.Conv3d(1, 2, 1), nn.AvgPool3d(3, stride=2, padding=1), nn.Flatten(), "
                  "nn.Linear(2 * 49, 2))"});
  for (auto& s : b.solutions)
    for (size_t axis = 2; axis < 5; axis++) CHECK(s.ranges[axis][0] >= 3);
  CHECK(!b.found);
}

TEST_CASE("layers that decide the input without a size") {
  struct Row {
    std::string_view source, input;
  };
  for (Row r : {Row{"net = nn.Linear(7, 2)", "1,7"}, Row{"net = nn.LSTM(10, 4, batch_first=True)", "1,"},
                Row{"net = nn.Embedding(10, 4)", "1,"}, Row{"net = nn.Conv1d(3, 4, 5)", "1,3,"},
                Row{"net = nn.Conv3d(3, 4, 3)", "1,3,"}, Row{"net = nn.BatchNorm2d(5)", ",5,"}}) {
    CAPTURE(std::string(r.source));
    auto t = trace(r.source);
    CHECK(error(t) == "");
    CHECK(t.input_source == "solved");
    CHECK_MESSAGE(text(t.input).find(r.input) != std::string::npos, text(t.input));
  }
}

TEST_CASE("two inputs") {
  auto t = trace(
      "class Two(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(5, 4)\n"
      "        self.b = nn.Linear(3, 4)\n    def forward(self, x, y):\n        return self.a(x) + self.b(y)\n");
  CHECK(error(t) == "");
  CHECK(t.model == "Two()");
  CHECK(text(t.input) == "1,5 1,3");
  CHECK(text(t.output) == "1,4");
}

TEST_CASE("an image cut into halves and joined again") {
  auto b = api::solve({net("        self.c = nn.Conv2d(3, 4, 3, padding=1)\n        self.fc = nn.Linear(4 * 64 * 2, 2)",
                           "        x = self.c(x)\n        a, b = F.avg_pool2d(x, 2), F.max_pool2d(x, 2)\n"
                           "        return self.fc(torch.cat([a, b], 1).flatten(1))")});
  CHECK(b.found);
  CHECK(b.sizes == api::Sizes{16, 17});
}

TEST_CASE("a program that calls its model asks nothing") {
  auto b = api::solve({"net = nn.Linear(3, 2)\nprint(net(torch.zeros(1, 3)))"});
  CHECK(!b.asked);
}

TEST_CASE("patches that einops cuts: the pattern says how many axes the input has") {
  auto b = api::solve(
      {"from einops import rearrange\nfrom einops.layers.torch import Rearrange\n" +
       net("        self.cut = Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=16, p2=16)\n"
           "        self.embed = nn.Linear(768, 8)\n"
           "        self.places = nn.Parameter(torch.zeros(1, 196, 8))\n        self.head = nn.Linear(4 * 2 * 196, 3)",
           "        x = self.embed(self.cut(x)) + self.places\n"
           "        x = rearrange(x, 'b n (h d) -> b h n d', h=4)\n"
           "        return self.head(rearrange(x, 'b h n d -> b (h n d)'))")});
  CHECK(b.found);
  CHECK(b.chosen == 224);
}
