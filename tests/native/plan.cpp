// Plans compute what the operations one by one compute, with less: what follows a layer is folded into it.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "run/plan.h"
#include "trace/trace.h"

using namespace shapewalk;

namespace {

constexpr std::string_view kHead = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

/// A program run once with numbers, in eval mode, on randn.
struct Ran {
  std::string source;
  Engine engine;
  Session session;
  Ran(std::string_view body, std::vector<int64_t> input)
      : source(std::string(kHead) + std::string(body)), session(source, true, true) {
    engine.random.seed(7);
    session.host.engine = session.recorder.kept = &engine;
    session.fill = Fill::randn;
    session.run();
    REQUIRE(session.find_model(""));
    session.recorder.steps.clear();
    InputSpec spec;
    spec.open = false, spec.sizes = std::move(input);
    session.call({spec});
    REQUIRE_FALSE(session.error);
    REQUIRE(session.returned.size() >= 1);
  }
};

/// The plan's numbers are the operations'; gives the actions that it takes, and in `nodes` how many operations it is.
size_t check_plan(std::string_view body, std::vector<int64_t> input, size_t* nodes = nullptr) {
  CAPTURE(std::string(body));
  Ran ran(body, std::move(input));
  auto graph = graph_of(ran.session);
  REQUIRE_MESSAGE(graph.has_value(), graph.error()->message);
  auto plan = Plan::make(*graph, ran.engine);
  REQUIRE(plan.has_value());
  View given = Run::in(ran.session.recorder.inputs[0]);
  for (int again = 0; again < 2; again++) {
    auto to = (*plan)->input(0);
    REQUIRE(int64_t(to.size()) == given.count());
    std::memcpy(to.data(), given.data, to.size() * sizeof(float));
    (*plan)->run();
    for (size_t i = 0; i < ran.session.returned.size(); i++) {
      View expected = Run::in(ran.session.returned[i]);
      std::vector<float> want(size_t(expected.count()));
      copy(expected, dense(want.data(), DType::float32, expected.sizes));
      auto got = (*plan)->output(i);
      REQUIRE(got.size() == want.size());
      float largest = 0, worst = 0;
      for (float x : want) largest = std::fmax(largest, std::fabs(x));
      for (size_t k = 0; k < want.size(); k++) worst = std::fmax(worst, std::fabs(got[k] - want[k]));
      CHECK(largest > 0);
      CHECK(worst <= 2e-5f * largest);
    }
  }
  if (nodes) *nodes = graph->nodes.size();
  return (*plan)->actions();
}

}  // namespace

TEST_CASE("plan: layers with what follows folded in") {
  size_t nodes = 0;
  size_t actions = check_plan(
      "model = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(inplace=True), "
      "nn.MaxPool2d(2),\n"
      "  nn.Conv2d(16, 24, 3, stride=2, padding=1, groups=2, bias=False), nn.BatchNorm2d(24), nn.ReLU6(),\n"
      "  nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(24, 10), nn.ReLU())",
      {2, 3, 17, 20}, &nodes);
  CHECK(nodes == 11);
  // Into a picture; two convolutions, two pools; back out; the linear layer.
  CHECK(actions == 7);
}

TEST_CASE("plan: residual sums go into the convolution before them") {
  size_t nodes = 0;
  size_t actions = check_plan(
      "class Block(nn.Module):\n"
      "  def __init__(self, i, o, s):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(i, o, 3, s, 1, bias=False); self.n = nn.BatchNorm2d(o)\n"
      "    self.b = nn.Conv2d(o, o, 3, 1, 1, bias=False); self.m = nn.BatchNorm2d(o)\n"
      "    self.d = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s > 1 else None\n"
      "  def forward(self, x):\n"
      "    y = F.relu(self.n(self.a(x)))\n"
      "    y = self.m(self.b(y))\n"
      "    y += x if self.d is None else self.d(x)\n"
      "    return F.relu(y)\n"
      "model = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), Block(16, 16, 1), Block(16, 32, 2))",
      {1, 3, 16, 16}, &nodes);
  CHECK(nodes == 17);
  CHECK(actions == 8);  // six convolutions, into a picture and back
}

TEST_CASE("plan: up and down, joined along channels, depthwise, and what has no place in pictures") {
  check_plan(
      "class U(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(1, 8, 3, padding=1); self.b = nn.Conv2d(8, 16, 3, padding=1)\n"
      "    self.up = nn.ConvTranspose2d(16, 8, 2, stride=2); self.c = nn.Conv2d(16, 4, 3, padding=1)\n"
      "  def forward(self, x):\n"
      "    a = torch.relu(self.a(x))\n"
      "    b = torch.relu(self.b(F.max_pool2d(a, 2)))\n"
      "    return torch.sigmoid(self.c(torch.cat([a, self.up(b)], dim=1)))\n"
      "model = U()",
      {1, 1, 12, 16});
  check_plan(
      "model = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.BatchNorm2d(8), nn.SiLU(), nn.Conv2d(8, 12, "
      "1),\n"
      "  nn.GroupNorm(3, 12), nn.LeakyReLU(0.1), nn.AvgPool2d(3, 2, 1), nn.Flatten(), nn.Linear(12*5*5, 6), "
      "nn.Softmax(1))",
      {2, 8, 9, 9});
  check_plan(
      "model = nn.Sequential(nn.Conv1d(4, 8, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(80, "
      "3))",
      {1, 4, 20});
  check_plan("model = nn.Sequential(nn.Conv3d(2, 4, 3, padding=1), nn.BatchNorm3d(4), nn.ReLU(), nn.AvgPool3d(2))",
             {1, 2, 4, 6, 8});
  check_plan(
      "class T(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.l = nn.Linear(6, 6)\n"
      "  def forward(self, x):\n"
      "    return (self.l(x).transpose(1, 2) @ x).permute(0, 2, 1)[:, 1:] * 2\n"
      "model = T()",
      {2, 5, 6});
}

TEST_CASE("plan: layers of attention, and results that lie length first") {
  check_plan("model = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)", {2, 5, 16});
  check_plan("model = nn.TransformerEncoderLayer(16, 4, 32, activation='gelu', norm_first=True, bias=False)",
             {5, 2, 16});
  Ran ran("model = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)", {2, 5, 16});
  CHECK(ran.session.recorder.repeats());
}

TEST_CASE("plan: what is written into a part leaves the rest as it was") {
  for (const char* forward : {"y = self.l(x); y[:, 1:3].relu_(); return y", "torch.relu_(x[:, 1:3]); return x * 2",
                              "y = x + 1; z = F.relu(y[:, 1:3], inplace=True); return z * 2, y",
                              "y = x.clone(); y[1].mul_(3).add_(x[0]); return y",
                              "y = torch.ones_like(x); y[:, 2].copy_(x[:, 0]); return y + x",
                              "y = x.long(); y[0].add_(5); return y.float() + x"}) {
    CAPTURE(std::string(forward));
    check_plan(
        "class T(nn.Module):\n"
        "  def __init__(self):\n"
        "    super().__init__()\n"
        "    self.l = nn.Linear(6, 6)\n"
        "  def forward(self, x):\n    " +
            std::string(forward) + "\nmodel = T()",
        {4, 6});
  }
}

TEST_CASE("plan: a network that draws is told to be none") {
  Ran ran("model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))\nmodel.train()", {1, 4});
  auto graph = graph_of(ran.session);
  REQUIRE_FALSE(graph.has_value());
  CHECK(graph.error()->message.find("Dropout") != std::string::npos);
}
