// What a trace says of each step: where it stands, how its numbers came about, in exact words.
#include "kit.h"

using namespace kit;

namespace {

const api::Step* step(const api::Trace& t, std::string_view op, size_t which = 0) {
  for (auto& s : t.steps)
    if (s.op == op && !which--) return &s;
  return nullptr;
}

constexpr std::string_view kClass = R"(import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 5)
        self.fc = nn.Linear(width * 12 * 12,
                            10)

    def forward(self, x):
        x = F.max_pool2d(
            F.relu(self.conv(x)), 2)
        x = x.view(-1, 864)
        return self.fc(x)
)";

}  // namespace

TEST_CASE("where each step stands: the innermost place of the program, and where its module was made") {
  auto t = trace(kClass, "2,1,28,28");
  REQUIRE(error(t) == "");
  CHECK(steps(t) == "Conv2d:2,6,24,24 relu:2,6,24,24 max_pool2d:2,6,12,12 view:2,864 Linear:2,10");
  CHECK(t.model == "Net()");
  auto at = [&](size_t i) { return std::to_string(t.steps[i].line) + ":" + std::to_string(t.steps[i].column); };
  CHECK(at(0) == "14:20");
  CHECK(at(1) == "14:13");
  CHECK(at(2) == "13:13");
  CHECK(at(3) == "15:13");
  CHECK(at(4) == "16:16");
  CHECK(t.steps[0].made_line == 8);
  CHECK(t.steps[0].made_column == 21);
  CHECK(t.steps[0].path == "conv");
  CHECK(t.steps[0].code == "nn.Conv2d(1, width, 5)");
  CHECK(t.steps[1].made_line == 0);
  CHECK(t.steps[2].code == "F.max_pool2d(F.relu(self.conv(x)), 2)");
  CHECK(t.steps[4].made_line == 9);
  CHECK(t.steps[4].path == "fc");
}

TEST_CASE("columns count UTF-16 units") {
  auto t = trace("net = nn.Conv1d(1, 2, 3)\nx = '𝄞é'; y = net(torch.zeros(1, 1, 9))\n");
  REQUIRE(error(t) == "");
  auto* conv = step(t, "Conv1d");
  REQUIRE(conv);
  CHECK(conv->line == 2);
  CHECK(conv->column == 16);
}

TEST_CASE("the order of module calls is that in which they return") {
  auto t = trace(kClass, "2,1,28,28");
  std::string order;
  for (auto& m : t.modules) order += m.type + "(" + m.path + "):" + text(m.in) + ">" + text(m.out) + " ";
  CHECK(order == "Conv2d(conv):2,1,28,28>2,6,24,24 Linear(fc):2,864>2,10 Net():2,1,28,28>2,10 ");
  CHECK(t.modules[2].params == t.params);
  CHECK(t.params == 6 * 25 + 6 + 864 * 10 + 10);
}

TEST_CASE("formula and worked example of a convolution with everything") {
  auto t = trace("net = nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 0), dilation=(2, 3))", "1,3,30,40");
  REQUIRE(error(t) == "");
  auto& s = t.steps[0];
  CHECK(text(s.out) == "1,8,14,28");
  CHECK(s.formula == "⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1");
  REQUIRE(s.worked.size() == 2);
  CHECK(s.worked[0] == "⌊(30 + 2·1 − 2·(3 − 1) − 1)/2⌋ + 1 = 14");
  CHECK(s.worked[1] == "⌊(40 + 2·0 − 3·(5 − 1) − 1)/1⌋ + 1 = 28");
  REQUIRE(s.working.size() == 2);
  CHECK(s.working[0].dim == "h");
  CHECK(s.working[1].dim == "w");
  CHECK(text(s.working[0].worked) == "⌊(30 + 2·1 − 2·(3 − 1) − 1)/2⌋ + 1 = ⌊13.5⌋ + 1 = 14");
  CHECK(s.in_dims == std::vector<std::string>{"nchw"});
  CHECK(s.out_dims == std::vector<std::string>{"nchw"});
  CHECK(s.macs == 8 * 14 * 28 * 3 * 3 * 5);
  CHECK(s.param_sum == "8·3·3·5 + 8 = 368");
}

TEST_CASE("a flatten multiplies what it joins") {
  auto t = trace("net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten())", "4,3,9,7");
  auto* s = step(t, "Flatten");
  REQUIRE(s);
  CHECK(text(s->out) == "4,280");
  REQUIRE(s->worked.size() == 1);
  CHECK(s->worked[0] == "8·7·5 = 280");
  CHECK(s->out_dims == std::vector<std::string>{"nf"});
  std::string dims;
  for (auto& p : s->working[0].worked) dims += p.dim.empty() ? "-" : p.dim;
  CHECK(dims == "c-h-w-f");
}

TEST_CASE("a size stays itself through layers that keep it, and the axis keeps its meaning") {
  auto t = trace("net = nn.Sequential(nn.Conv1d(2, 4, 3), nn.ReLU(), nn.Dropout(), nn.MaxPool1d(2))", "1,2,11");
  REQUIRE(error(t) == "");
  for (auto& s : t.steps) CHECK(s.out_dims == std::vector<std::string>{"ncl"});
  CHECK(step(t, "ReLU")->formula == "");
  CHECK(step(t, "ReLU")->worked.empty());
  CHECK(text(step(t, "MaxPool1d")->working[0].worked).find("⌊3.5⌋ + 1 = 4") != std::string::npos);
}

TEST_CASE("cells that no window reads") {
  struct Row {
    std::string_view layer;
    int64_t size, unread;
  };
  for (Row r :
       {Row{"nn.MaxPool1d(2)", 7, 1}, Row{"nn.MaxPool1d(2)", 8, 0}, Row{"nn.MaxPool1d(2, ceil_mode=True)", 7, 0},
        Row{"nn.AvgPool1d(3)", 8, 2}, Row{"nn.Conv1d(1, 1, 3, stride=4)", 10, 3},
        Row{"nn.Conv1d(1, 1, 3, stride=4, padding=1)", 10, 0}, Row{"nn.Conv1d(1, 1, 3, stride=4, padding=1)", 12, 2},
        Row{"nn.Conv1d(1, 1, 2, stride=3, dilation=3)", 12, 2}, Row{"nn.Conv1d(1, 1, 1)", 5, 0}}) {
    CAPTURE(std::string(r.layer));
    CAPTURE(r.size);
    auto t = trace("net = " + std::string(r.layer), "1,1," + std::to_string(r.size));
    REQUIRE(t.steps.size() == 1);
    REQUIRE(t.steps[0].windows.size() == 1);
    CHECK(t.steps[0].windows[0].unread == r.unread);
    CHECK((t.steps[0].say.find("never read") != std::string::npos) == (r.unread > 0));
  }
}

TEST_CASE("padding='same' puts the odd cell at the end") {
  auto t = trace("net = nn.Conv2d(1, 1, (4, 3), padding='same')", "1,1,10,10");
  REQUIRE(t.steps[0].windows.size() == 2);
  CHECK(t.steps[0].windows[0].pad_before == 1);
  CHECK(t.steps[0].windows[0].pad_after == 2);
  CHECK(t.steps[0].windows[1].pad_before == 1);
  CHECK(t.steps[0].windows[1].pad_after == 1);
}

TEST_CASE("shared weights are counted once, and each use is a step") {
  auto t = trace(R"(class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = self.a
    def forward(self, x):
        return self.b(self.a(x))
)",
                 "1,4");
  CHECK(t.params == 20);
  CHECK(t.steps.size() == 2);
  CHECK(t.modules.size() == 3);
  CHECK(t.macs == 32);
}

TEST_CASE("what the program prints is kept apart") {
  auto t = trace(std::string(kClass) + "print('made', Net.__name__)\n", "2,1,28,28");
  CHECK(t.printed == "made Net\n");
}

TEST_CASE("an error keeps what came before it") {
  std::string wrong(kClass);
  wrong.replace(wrong.find("864"), 3, "800");
  auto t = trace(wrong, "2,1,28,28");
  CHECK(error(t) == "RuntimeError: shape '[-1, 800]' is invalid for input of size 1728");
  CHECK(t.error->line == 15);
  CHECK(t.error->column == 13);
  CHECK(t.error->end_line == 15);
  CHECK(t.error->end_column == 28);
  CHECK(steps(t) == "Conv2d:2,6,24,24 relu:2,6,24,24 max_pool2d:2,6,12,12");
  CHECK(t.modules.size() == 1);
  CHECK(t.output.empty());
  CHECK(t.params == 8806);
}

TEST_CASE("unknown things flow on quietly") {
  auto t = trace(R"(import wandb
from my_project.data import make_loader
loader = make_loader('images', batch_size=wandb.config.batch)
for batch, target in loader:
    print(batch.shape)
    break
net = nn.Sequential(nn.Linear(4, 2))
wandb.watch(net)
optimizer = torch.optim.Adam(net.parameters(), lr=wandb.config['lr'])
)",
                 "3,4");
  CHECK(error(t) == "");
  CHECK(text(t.output) == "3,2");
}

TEST_CASE("the model: by name, last module, last class that needs nothing, pieces") {
  constexpr std::string_view two = "a = nn.Linear(4, 2)\nb = nn.Conv2d(1, 2, 3)\n";
  CHECK(trace(two, "1,1,8,8").model == "b");
  CHECK(trace(two, "1,4", "a").model == "a");
  CHECK(text(trace(two, "1,4", "a").output) == "1,2");
  CHECK(trace(two, "1,3", "nn.Linear(3, 7)").params == 28);
  CHECK(trace("class A(nn.Linear):\n    def __init__(self):\n        super().__init__(2, 3)\nclass B(nn.Module):\n"
              "    def __init__(self, n):\n        super().__init__()\n",
              "1,2")
            .model == "A()");
  CHECK(trace("print(1)").error->type == "NoModel");
}

TEST_CASE("a constructor that tries its own layers is not the program calling its model") {
  constexpr std::string_view probe =
      "class Probe(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.c = nn.Conv2d(3, 8, "
      "3)\n"
      "        self.fc = nn.Linear(self.count(), 2)\n    def count(self):\n"
      "        return self.c(torch.zeros(1, 3, 10, 10)).numel()\n    def forward(self, x):\n"
      "        return self.fc(self.c(x).flatten(1))\nnet = Probe()\n";
  auto t = trace(probe);
  CHECK(error(t) == "");
  CHECK(t.input_source == "solved");
  CHECK(steps(t) == "Conv2d:1,8,8,8 flatten:1,512 Linear:1,2");
  CHECK(t.modules.size() == 3);
  CHECK(trace(probe, "4,3,10,10").input_source == "given");
  auto called = trace(std::string(probe) + "net(torch.zeros(5, 3, 10, 10))\n");
  CHECK(called.input_source == "program");
  CHECK(text(called.input) == "5,3,10,10");
  CHECK(text(called.output) == "5,2");
}

TEST_CASE("the program's own call that fails says what it got") {
  auto t = trace("net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Linear(5, 2))\nnet(torch.zeros(4, 3, 9, 9))\n");
  CHECK(t.input_source == "program");
  CHECK(text(t.input) == "4,3,9,9");
  CHECK(t.error->line == 2);
}

TEST_CASE("a model by name is traced alone, whatever the program called before") {
  auto t = trace("net = nn.Linear(4, 2)\nnet(torch.zeros(7, 4))\n", "3,4", "net");
  CHECK(t.steps.size() == 1);
  REQUIRE(t.modules.size() == 1);
  CHECK(text(t.modules[0].in) == "3,4");
}

TEST_CASE("a layer of an unknown size is open: its attributes are unknown too, and what they go into goes on") {
  auto t = trace(
      "from stuff import size\nclass N(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
      "        self.a = nn.Linear(size(3), 4)\n        nn.init.normal_(self.a.weight, 0, 0.01)\n"
      "        self.b = nn.Linear(self.a.out_features, 2)\n        self.c = nn.Conv2d(3, 8, 3)\n"
      "    def forward(self, x):\n        x = self.c(x)\n        y = self.a(x)\n        z = torch.cat([x, y], 1)\n"
      "        w = torch.stack((y, y)).sum(0)\n        return x, z, w\nnet = N()\n",
      "1,3,8,8");
  CHECK(error(t) == "");
  CHECK(steps(t) == "Conv2d:1,8,6,6");
}

TEST_CASE("lines may end in carriage returns alone") {
  auto t = trace("net = nn.Linear(4, 2)\rnet(torch.zeros(7, 5))\r");
  CHECK(t.error->line == 2);
  CHECK(t.error->column == 1);
}

TEST_CASE("prompts, dots and a fenced block are read as the code in them") {
  auto t = trace(">>> net = nn.Sequential(\n...     nn.Linear(4, 3),\n...     nn.ReLU())\n>>> net\n", "2,4");
  CHECK(error(t) == "");
  CHECK(text(t.output) == "2,3");
  auto fenced = trace("```python\nnet = nn.Linear(4, 3)\n```\n", "2,4");
  CHECK(error(fenced) == "");
  auto indented = trace("    net = nn.Linear(4, 3)\n    relu = nn.ReLU()\n", "2,4", "net");
  CHECK(error(indented) == "");
}
