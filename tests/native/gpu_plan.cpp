// GPU plans as data: what is folded into what, whose memory is used anew, and what is said where there is no kernel.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "gpu/plan.h"
#include "trace/trace.h"

using namespace shapewalk;

namespace {

constexpr std::string_view kHead = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

/// A program run once with numbers, and its plan.
struct Planned {
  std::string source;
  Engine engine;
  Session session;
  Graph graph;
  gpu::Plan plan;
  /// Where there is no input, the program calls its model itself.
  explicit Planned(std::string_view body, std::vector<int64_t> input = {}, bool keep = false)
      : source(std::string(kHead) + std::string(body)), session(source, true, true) {
    session.host.engine = session.recorder.kept = &engine;
    session.run();
    if (!input.empty()) {
      REQUIRE(session.find_model(""));
      session.recorder.steps.clear();
      InputSpec spec;
      spec.open = false, spec.sizes = std::move(input);
      session.call({spec});
    }
    REQUIRE_FALSE(session.error);
    auto made = graph_of(session);
    REQUIRE(made.has_value());
    graph = std::move(*made);
    plan = gpu::plan(graph, keep);
  }
  /// The last shader of each stage's first variant: "gemm_workgroup pointwise".
  std::string kernels() const {
    std::string s;
    for (auto& stage : plan.stages) s += (s.empty() ? "" : " ") + stage.variants[0].dispatches.back().shader.back();
    return s;
  }
  bool folded(size_t stage, std::string_view shader) const {
    auto& all = plan.stages[stage].variants[0].dispatches.back().shader;
    return std::find(all.begin(), all.end(), shader) != all.end();
  }
};

/// Every binding lies in its buffer, at an offset that WebGPU takes, and nothing is read and written at once.
void check_bindings(const gpu::Plan& plan) {
  for (auto& stage : plan.stages)
    for (auto& v : stage.variants)
      for (auto* list : {&v.once, &v.dispatches})
        for (auto& d : *list) {
          CHECK(d.x > 0);
          CHECK(std::max({d.x, d.y, d.z}) <= 65535);
          for (auto& b : d.bind) {
            CAPTURE(d.shader.back());
            REQUIRE(b.buffer >= 0);
            REQUIRE(size_t(b.buffer) < plan.buffers.size());
            CHECK(b.offset % 256 == 0);
            CHECK(b.bytes > 0);
            CHECK(b.offset + b.bytes <= plan.buffers[size_t(b.buffer)].bytes);
            for (auto& other : d.bind) CHECK((&other == &b || other.at != b.at));
            if (b.at == 1)
              for (auto& other : d.bind) CHECK((&other == &b || other.buffer != b.buffer));
          }
        }
}

}  // namespace

TEST_CASE("GPU plan: batch normalization, a sum and an activation are done as the convolution stores") {
  Planned p(
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(3, 8, 3, padding=1); self.b = nn.Conv2d(8, 8, 3, padding=1); self.n = nn.BatchNorm2d(8)\n"
      "  def forward(self, x):\n"
      "    x = torch.relu(self.a(x))\n"
      "    return F.relu(self.n(self.b(x)) + x)\n"
      "net = Net()",
      {1, 3, 8, 8});
  REQUIRE(p.plan.problem == "");
  check_bindings(p.plan);
  REQUIRE(p.plan.stages.size() == 2);
  CHECK(p.folded(0, "relu"));
  CHECK(p.folded(1, "scaled"));
  CHECK(p.folded(1, "added"));
  CHECK(p.folded(1, "relu"));
  CHECK(p.plan.stages[1].steps.size() == 4);
  CHECK(p.plan.inputs.size() == 1);
  CHECK(p.plan.outputs[0].bytes == 8 * 8 * 8 * 4);
}

TEST_CASE("GPU plan: ways to convolve, the likeliest first, with and without workgroup memory") {
  auto names = [](std::string_view layer, std::vector<int64_t> input) {
    Planned p("net = " + std::string(layer), std::move(input));
    REQUIRE(p.plan.problem == "");
    check_bindings(p.plan);
    std::string s;
    for (auto& v : p.plan.stages[0].variants) s += (s.empty() ? "" : ", ") + v.name + (v.workgroup ? "*" : "");
    return s;
  };
  CHECK(names("nn.Conv2d(64, 64, 3, padding=1)", {1, 64, 32, 32}) ==
        "winograd 64x32*, winograd registers, direct 64x32*");
  CHECK(names("nn.Conv2d(3, 64, 7, stride=2, padding=3)", {1, 3, 64, 64}) == "direct 64x32*, direct registers");
  CHECK(names("nn.Conv2d(64, 128, 1)", {2, 64, 16, 16}) == "direct 64x32*, direct 128x64*, direct registers");
  CHECK(names("nn.Conv2d(32, 32, 3, groups=32)", {1, 32, 8, 8}) == "depthwise");
  CHECK(names("nn.ConvTranspose2d(8, 4, 2, stride=2)", {1, 8, 5, 5}) == "transposed 32x32*, transposed registers");
  CHECK(names("nn.Linear(400, 120)", {1, 400}) == "only");
}

TEST_CASE("GPU plan: where a sum has few results, its parts are taken side by side and added") {
  Planned p("net = nn.Conv2d(128, 16, 3, stride=2)", {1, 128, 9, 9});
  REQUIRE(p.plan.problem == "");
  auto& all = p.plan.stages[0].variants[0].dispatches;
  REQUIRE(all.size() == 2);
  CHECK(all[0].z == 18);
  CHECK(all[1].shader.back() == "sum_parts");
}

TEST_CASE("GPU plan: memory is used anew, unless every step's result is to stay") {
  constexpr std::string_view chain = "net = nn.Sequential(*[nn.Conv2d(4, 4, 3, padding=1) for _ in range(6)])";
  auto made = [](const gpu::Plan& plan) {
    return std::count_if(plan.buffers.begin(), plan.buffers.end(), [](auto& b) { return b.kind == gpu::Buffer::made; });
  };
  Planned p(chain, {1, 4, 8, 8}), kept(chain, {1, 4, 8, 8}, true);
  check_bindings(p.plan);
  check_bindings(kept.plan);
  CHECK(made(p.plan) == 2);
  CHECK(made(kept.plan) == 6);
  REQUIRE(kept.plan.kept.size() == 6);
  CHECK(kept.plan.kept[3].step == 3);
}

TEST_CASE("GPU plan: what a program does around its model's call is left out") {
  Planned p(
      "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())\n"
      "x = torch.rand(1, 3, 8, 8)\n"
      "y = net(x * 2)\n"
      "loss = F.cross_entropy(y.flatten(1), torch.tensor([1]))");
  CHECK(p.plan.problem == "");
  CHECK(p.kernels() == "gemm_workgroup");
  REQUIRE(p.plan.inputs.size() == 1);
  CHECK(p.plan.inputs[0].bytes == 3 * 8 * 8 * 4);
}

TEST_CASE("GPU plan: an operation without a kernel is named, with its step") {
  Planned p(
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(3, 4, 3)\n"
      "  def forward(self, x):\n"
      "    return self.a(x).cumsum(1)\n"
      "net = Net()",
      {1, 3, 8, 8});
  CHECK(p.plan.problem == "cumsum has no GPU kernel.");
  CHECK(p.plan.step == 1);
  CHECK(p.plan.stages.empty());
  Planned q("net = nn.Sequential(nn.LPPool2d(2, 2))", {1, 3, 8, 8});
  CHECK(q.plan.problem == "LPPool2d has no GPU kernel for this call.");
  // WGSL cannot say infinity.
  Planned r("class T(nn.Module):\n  def forward(self, x):\n    return F.threshold(x, 0.1, float('-inf'))\nmodel = T()",
            {1, 4});
  CHECK(r.plan.problem == "Threshold has no GPU kernel for this call.");
}

TEST_CASE("GPU plan: attention reads its heads where the projection left them") {
  Planned p("net = nn.TransformerEncoderLayer(16, 4, dim_feedforward=32, batch_first=True).eval()", {2, 5, 16});
  REQUIRE(p.plan.problem == "");
  check_bindings(p.plan);
  auto& ways = p.plan.stages[0].variants;
  REQUIRE(ways.size() == 2);
  CHECK(ways[0].workgroup);
  CHECK_FALSE(ways[1].workgroup);
  // Weights in; scores, weights, values; out: nothing is moved.
  CHECK(ways[1].dispatches.size() == 5);
  for (auto& d : ways[1].dispatches) CHECK(d.shader.back() != "move");
}

TEST_CASE("GPU plan: whole numbers and masks are kept as floats") {
  Planned p(
      "class Net(nn.Module):\n"
      "  def forward(self, x):\n"
      "    return x.masked_fill((x > 0) & torch.tril(torch.ones(4, 4)).bool(), float('-inf')).softmax(-1)\n"
      "net = Net()",
      {2, 4, 4});
  REQUIRE(p.plan.problem == "");
  check_bindings(p.plan);
  CHECK(p.kernels() == "binary binary choice softmax");
  Planned q(
      "class Net(nn.Module):\n"
      "  def forward(self, x):\n"
      "    return torch.where(x > 0, x, torch.arange(4)).max(1)\n"
      "net = Net()",
      {2, 4, 4});
  REQUIRE(q.plan.problem == "");
  check_bindings(q.plan);
  CHECK(q.kernels() == "binary choice places_of");
  CHECK(q.plan.outputs.size() == 2);
}
