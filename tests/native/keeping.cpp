// Runs within little memory: what was dropped comes back as it was, and what cannot fit says so at once. Runs again.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "api.h"
#include "run/graph.h"
#include "trace/trace.h"

using namespace shapewalk;

namespace {

constexpr std::string_view kHead = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

/// A program run with numbers within `room` bytes, on an input of randn.
struct Ran {
  std::string source;
  Engine engine;
  Session session;
  Ran(std::string_view body, const std::vector<int64_t>& input, bool eval, int64_t room)
      : source(std::string(kHead) + std::string(body)), session(source, eval, true) {
    engine.random.seed(3);
    Recorder& recorder = session.recorder;
    {
      Session shapes(source, eval, true);
      call(shapes, input);
      recorder.last_reads = last_reads_of(shapes.recorder.steps);
    }
    session.host.engine = recorder.kept = &engine;
    engine.keeper = &recorder;
    recorder.room = room;
    session.fill = Fill::randn;
    call(session, input);
    REQUIRE_FALSE(session.error);
  }
  static void call(Session& session, const std::vector<int64_t>& input) {
    session.run();
    REQUIRE(session.find_model(""));
    session.recorder.steps.clear();
    InputSpec spec;
    spec.open = false, spec.sizes = input;
    session.call({spec});
  }
  std::vector<double> numbers(const TensorInfo& t) {
    session.recorder.looked();
    View v = Run::in(t);
    if (!v.data) return {};
    std::vector<double> x(size_t(v.count()));
    copy(v, dense(x.data(), DType::float64, v.sizes));
    return x;
  }
  size_t dropped() const {
    size_t n = 0;
    for (auto& s : session.recorder.steps)
      for (auto& t : s.out) n += t.storage && t.storage->restorer;
    return n;
  }
};

/// Every number of every step is the same in no room at all as in plenty. Gives how many steps' numbers were dropped.
size_t check_same(std::string_view body, const std::vector<int64_t>& input, bool eval) {
  CAPTURE(std::string(body));
  Ran plenty(body, input, eval, INT64_MAX), none(body, input, eval, 0);
  CHECK(plenty.dropped() == 0);
  size_t dropped = none.dropped();
  CHECK(none.session.interp->printed == plenty.session.interp->printed);
  auto &a = plenty.session.recorder.steps, &b = none.session.recorder.steps;
  REQUIRE(a.size() == b.size());
  // Backwards, so that much of what is wanted is gone.
  for (size_t i = a.size(); i-- > 0;) {
    REQUIRE(a[i].out.size() == b[i].out.size());
    for (size_t k = 0; k < a[i].out.size(); k++) CHECK(plenty.numbers(a[i].out[k]) == none.numbers(b[i].out[k]));
    for (size_t k = 0; k < a[i].in.size(); k++) CHECK(plenty.numbers(a[i].in[k]) == none.numbers(b[i].in[k]));
  }
  return dropped;
}

}  // namespace

TEST_CASE("keeping: what was dropped comes back as it was") {
  constexpr std::string_view net =
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(3, 8, 3, padding=1); self.n = nn.BatchNorm2d(8)\n"
      "    self.b = nn.Conv2d(8, 8, 3, padding=1); self.d = nn.Dropout(0.5)\n"
      "    self.head = nn.Linear(8, 4)\n"
      "  def forward(self, x):\n"
      "    x = F.relu(self.n(self.a(x)), inplace=True)\n"
      "    y = self.b(x)\n"
      "    y += x\n"
      "    print(x.mean())\n"
      "    z = torch.cat([y.transpose(2, 3), y], 1).chunk(2, 1)\n"
      "    y = self.d(z[0] * z[1]).relu_().mean((2, 3))\n"
      "    return self.head(y).softmax(1)\n"
      "model = Net()\n";
  CHECK(check_same(net, {2, 3, 12, 12}, true) >= 8);
  CHECK(check_same(net, {2, 3, 12, 12}, false) >= 4);
  CHECK(check_same("model = nn.LSTM(6, 5, 2, batch_first=True)", {2, 4, 6}, true) <= 1);
}

TEST_CASE("keeping: what the program wrote into stays what it is") {
  constexpr std::string_view net =
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Linear(5, 7); self.b = nn.Linear(7, 7)\n"
      "  def forward(self, x):\n"
      "    x = self.a(x)\n"
      "    y = x.tanh()\n"
      "    y[:, 0] = 9\n"
      "    z = self.b(y)\n"
      "    with torch.no_grad():\n"
      "      nn.init.constant_(self.a.weight, 0.5)\n"
      "    return z.exp() + self.b(y.neg())\n"
      "model = Net()\n";
  check_same(net, {3, 5}, true);
  // A plan would not write it again.
  Ran ran(net, {3, 5}, true, INT64_MAX);
  auto graph = graph_of(ran.session);
  REQUIRE_FALSE(graph.has_value());
  CHECK(graph.error()->message.find("wrote into a tensor") != std::string::npos);
}

TEST_CASE("keeping: eval steps are held before running statistics move") {
  check_same(
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.n = nn.BatchNorm1d(5); self.a = nn.Linear(5, 5)\n"
      "  def forward(self, x):\n"
      "    self.n.eval(); y = self.a(self.n(x)).tanh()\n"
      "    self.n.train(); z = self.n(self.a(y)).tanh()\n"
      "    self.n.eval(); return self.n(z)\n"
      "model = Net()\n",
      {6, 5}, true);
}

TEST_CASE("keeping: VGG-16 takes its weights and little more") {
  constexpr std::string_view vgg =
      "import torch.nn as nn\n"
      "layers, n = [], 3\n"
      "for c in [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']:\n"
      "    if c == 'M':\n"
      "        layers.append(nn.MaxPool2d(2))\n"
      "    else:\n"
      "        layers += [nn.Conv2d(n, c, 3, padding=1), nn.ReLU(inplace=True)]\n"
      "        n = c\n"
      "model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(),\n"
      "                      nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(), nn.Linear(4096, 1000))\n";
  api::Running running({vgg, "", "1,3,224,224", true, false}, {"ramp", 0});
  auto& trace = running.trace();
  REQUIRE_FALSE(trace.error);
  CHECK(trace.params == 138357544);
  CHECK(trace.peak_bytes > 4 * trace.params);
  CHECK(trace.peak_bytes < 4 * trace.params + (int64_t(60) << 20));
  // The first layers' numbers are gone by then, and are there when asked for.
  auto first = running.tensor(0, "out", 0);
  REQUIRE(first.count == 64 * 224 * 224);
  CHECK(first.data != nullptr);
}

TEST_CASE("keeping: a network that does not fit says so before it runs") {
  api::Request request{"from torch import nn\nmodel = nn.Sequential(nn.Linear(8, 30000), nn.Linear(30000, 30000))", "",
                       "2,8"};
  auto trace = api::run(request, {"ramp", 0});
  REQUIRE(trace.error);
  CHECK(trace.error->type == "MemoryError");
  CHECK(trace.error->message == "This takes about 3435 MB, 3434 MB of it for the weights. A run may take 3072 MB.");
  REQUIRE(trace.steps.size() == 2);
  CHECK(trace.steps[1].out == std::vector<api::Sizes>{{2, 30000}});
  CHECK(trace.values.empty());
  CHECK(trace.peak_bytes == 0);
}

TEST_CASE("keeping: a run again on other numbers is a new run on these") {
  constexpr std::string_view net =
      "import torch\nfrom torch import nn\n"
      "class Net(nn.Module):\n"
      "  def __init__(self):\n"
      "    super().__init__()\n"
      "    self.a = nn.Conv2d(2, 8, 3, padding=1); self.n = nn.BatchNorm2d(8); self.d = nn.Dropout(0.5)\n"
      "    self.head = nn.Linear(8 * 25, 4)\n"
      "  def forward(self, x):\n"
      "    y = self.n(self.a(x)).relu_()\n"
      "    y += x[:, :1]\n"
      "    return self.head(torch.flatten(self.d(y), 1))\n"
      "model = Net()\n";
  std::vector<float> other(50);
  for (size_t i = 0; i < other.size(); i++) other[i] = float(i % 7) - 3;
  api::Request request{net, "", "1,2,5,5", true, false};
  api::Running again(request, {"randn", 5});
  REQUIRE_FALSE(again.again(std::span(other).first(49)));
  for (int twice = 0; twice < 2; twice++) {
    for (float& x : other) x += 0.5f;
    api::Running fresh(request, {"randn", 5, other});
    REQUIRE(again.again(other));
    auto same = [](api::Numbered a, api::Numbered b, double bound) {
      REQUIRE(a.data);
      REQUIRE(a.count == b.count);
      for (int64_t i = 0; i < a.count; i++) CHECK(std::fabs(a.data[i] - b.data[i]) <= bound);
    };
    CHECK(again.tensor(0, "output", 0).shape == api::Sizes{1, 4});
    same(again.tensor(0, "output", 0), fresh.tensor(0, "output", 0), 1e-5);
    for (size_t i = 0; i < fresh.trace().steps.size(); i++)
      same(again.tensor(int64_t(i), "out", 0), fresh.tensor(int64_t(i), "out", 0), 0);
  }
  // Dropout draws; a program that looks at numbers may go another way.
  request.eval = false;
  CHECK_FALSE(api::Running(request, {"randn", 5}).again(other));
  request.eval = true;
  std::string looks(net);
  looks.replace(looks.find("    y += x"), 0, "    if y.sum() > 0: y = -y\n");
  request.source = looks;
  CHECK_FALSE(api::Running(request, {"randn", 5}).again(other));
}
