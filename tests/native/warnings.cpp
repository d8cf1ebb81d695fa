// Code that runs and is wrong is told; code that is right is left alone.
#include "kit.h"
#include "random_programs.h"

using namespace kit;

namespace {

struct Wrong {
  std::string_view name, source, input;
  int64_t line;
  std::string_view says;  ///< empty: nothing is to be said
};

constexpr std::string_view kImports =
    "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net(nn.Module):\n"
    "    def __init__(self):\n        super().__init__()\n";  // 7 lines

std::string told(const std::vector<api::Note>& notes) {
  std::string s;
  for (auto& n : notes) s += "line " + std::to_string(n.line) + ": " + n.text + "\n";
  return s;
}

std::string net(std::string_view init, std::string_view forward) {
  return std::string(kImports) + std::string(init) + "    def forward(self, x):\n" + std::string(forward);
}

void check(std::string_view name, const std::string& source, std::string_view input, std::string_view says,
           int64_t line) {
  CAPTURE(std::string(name));
  CAPTURE(source);
  auto t = api::trace({source, {}, input, false, true, true});
  REQUIRE(error(t) == "");
  auto& all = t.warnings;
  if (says.empty()) {
    CHECK(told(all) == "");
    return;
  }
  REQUIRE_MESSAGE(all.size() == 1, told(all));
  CHECK_MESSAGE(all[0].text.find(says) != std::string::npos, told(all));
  CHECK_MESSAGE(all[0].line == line, told(all));
  CHECK(all[0].column > 0);
}

}  // namespace

TEST_CASE("a reshape that tears samples apart or joins them") {
  constexpr std::string_view kInit = "        self.c = nn.Conv2d(3, 4, 3)\n        self.fc = nn.Linear(100, 5)\n";
  check("torn", net(kInit, "        x = self.c(x)\n        x = x.view(-1, 100)\n        return self.fc(x)\n"),
        "2,3,12,12", "8 rows of a batch of 2", 12);
  check("a batch of one too",
        net(kInit, "        x = self.c(x)\n        x = x.view(-1, 100)\n        return self.fc(x)\n"), "1,3,12,12",
        "4 rows of a batch of 1", 12);
  check("joined", net(kInit, "        x = self.c(x)\n        x = x.reshape(-1, 100)\n        return self.fc(x)\n"),
        "50,3,3,3", "2 rows of a batch of 50", 12);
  check("kept", net(kInit, "        x = self.c(x)\n        x = x.view(-1, 100)\n        return self.fc(x)\n"),
        "2,3,7,7", "", 0);
  check("all in one row", net("        self.fc = nn.Linear(12, 5)\n", "        return self.fc(torch.flatten(x))\n"),
        "2,6", "one row", 10);
  check("Flatten(start_dim=0)", "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(start_dim=0), nn.Linear(100, 5))\n",
        "1,3,7,7", "start_dim=1", 1);
  check("time joined to the batch",
        net("        self.fc = nn.Linear(6, 5)\n", "        return self.fc(x.view(-1, 6))\n"), "2,7,6", "", 0);
  check("a row for each pixel",
        net("        self.c = nn.Conv2d(3, 4, 3)\n        self.fc = nn.Linear(4, 5)\n",
            "        x = self.c(x).permute(0, 2, 3, 1).reshape(-1, 4)\n        return self.fc(x)\n"),
        "2,3,7,7", "", 0);
  check("scores of one number", net("        self.fc = nn.Linear(6, 1)\n", "        return self.fc(x).view(-1)\n"),
        "8,6", "", 0);
  check("groups of channels",
        net("        self.c = nn.Conv2d(4, 4, 1)\n",
            "        b, c, h, w = x.shape\n        x = x.view(b, 2, c // 2, h, w).transpose(1, 2).reshape(b, -1, h, "
            "w)\n        return self.c(x)\n"),
        "2,4,6,6", "", 0);
}

TEST_CASE("squeeze() and a batch of one") {
  constexpr std::string_view kInit = "        self.c = nn.Conv2d(3, 4, 3)\n";
  constexpr std::string_view kForward = "        x = F.adaptive_avg_pool2d(self.c(x), 1)\n        return x.squeeze()\n";
  check("eaten", net(kInit, kForward), "1,3,7,7", "1×4×1×1 becomes 4", 11);
  check("would be eaten", net(kInit, kForward), "8,3,7,7", "With a batch of one", 11);
  check("said which",
        net(kInit, "        x = F.adaptive_avg_pool2d(self.c(x), 1)\n        return x.squeeze(-1).squeeze(-1)\n"),
        "1,3,7,7", "", 0);
}

TEST_CASE("a batch that is read as something else") {
  check("as channels",
        net("        self.c = nn.Conv2d(8, 4, 3)\n", "        x = x.squeeze(1)\n        return self.c(x)\n"), "8,1,9,9",
        "the batch of 8 is taken for its channels", 11);
  check("one image without a batch", "net = nn.Conv2d(3, 4, 3)\n", "3,9,9", "", 0);
  check("as time",
        net("        self.c = nn.Conv2d(1, 4, 3, padding=1)\n        self.rnn = nn.LSTM(4, 6)\n",
            "        x = self.c(x).flatten(2).transpose(1, 2)\n        return self.rnn(x)[0]\n"),
        "3,1,5,5", "batch_first=True", 12);
  check("as time, by the last step taken",
        net("        self.rnn = nn.GRU(4, 6)\n", "        out, h = self.rnn(x)\n        return out[:, -1]\n"), "3,5,4",
        "batch_first=True", 10);
  check("time first",
        net("        self.rnn = nn.GRU(4, 6)\n", "        out, h = self.rnn(x)\n        return out[-1]\n"), "5,3,4", "",
        0);
  check("as steps of one sequence",
        net("        self.rnn = nn.GRU(20, 6)\n", "        return self.rnn(x.flatten(1))[0]\n"), "3,5,4",
        "taken for its steps in time", 10);
  check("attention over the batch",
        net("        self.c = nn.Conv2d(1, 4, 3, padding=1)\n        self.a = nn.MultiheadAttention(4, 2)\n",
            "        x = self.c(x).flatten(2).transpose(1, 2)\n        return self.a(x, x, x)[0]\n"),
        "3,1,5,5", "batch_first=True", 12);
}

TEST_CASE("a Linear that fits the width of a map") {
  check("no flatten", "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Linear(7, 5))\n", "2,3,9,9",
        "the width of a map", 1);
  check("channels last",
        net("        self.c = nn.Conv2d(3, 4, 3)\n        self.fc = nn.Linear(4, 5)\n",
            "        return self.fc(self.c(x).permute(0, 2, 3, 1))\n"),
        "2,3,9,9", "", 0);
}

TEST_CASE("broadcasting that makes every sample meet every other") {
  check("scores and targets",
        "net = nn.Linear(3, 1)\nx = torch.randn(8, 3)\ntarget = torch.randn(8)\nloss = F.mse_loss(net(x), target)\n",
        "", "8×1 and 8", 4);
  check(
      "by hand",
      "net = nn.Linear(3, 1)\nx = torch.randn(8, 3)\ntarget = torch.randn(8)\nloss = ((net(x) - target) ** 2).mean()\n",
      "", "8×8", 4);
  check("squeezed",
        "net = nn.Linear(3, 1)\nx = torch.randn(8, 3)\ntarget = torch.randn(8)\nloss = F.mse_loss(net(x).squeeze(-1), "
        "target)\n",
        "", "", 0);
  check("pairs on purpose",
        net("        self.fc = nn.Linear(3, 4)\n", "        d = self.fc(x).sum(1)\n        return d[:, None] - d\n"),
        "8,3", "", 0);
}

TEST_CASE("an argument in another's place") {
  check("padding as stride",
        "def block(i, o, kernel_size=3, padding=1):\n    return nn.Sequential(\n        nn.Conv2d(i, o, kernel_size, "
        "padding), nn.ReLU())\nnet = block(3, 8)\n",
        "1,3,9,9", "`padding` stands where Conv2d takes its stride", 3);
  check("all in their places",
        "def block(i, o, kernel_size=3, stride=1, padding=1):\n    return nn.Conv2d(i, o, kernel_size, stride, "
        "padding)\nnet = block(3, 8)\n",
        "1,3,9,9", "", 0);
  check("features as inplace", "net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(64))\n", "2,4", "`inplace`", 1);
  check("channels as eps", "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8, 8))\n", "2,3,9,9", "`eps`", 1);
  check("True as bias", "net = nn.LSTM(4, 6, 2, True)\n", "3,5,4", "batch_first stays False", 1);
  check("a factor as size", "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Upsample(2))\n", "1,3,9,9", "scale_factor=2",
        1);
  check("a size", "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Upsample(14))\n", "1,3,9,9", "", 0);
  check("by keyword",
        "inplace = True\npadding = 1\nnet = nn.Sequential(nn.Conv2d(3, 4, 3, 1, padding), nn.ReLU(inplace))\n",
        "1,3,9,9", "", 0);
}

TEST_CASE("a softmax before a loss that has its own") {
  constexpr std::string_view kNet = "net = nn.Sequential(\n    nn.Linear(4, 3),\n    nn.Softmax(dim=1),\n)\n";
  check("called", std::string(kNet) + "loss = nn.CrossEntropyLoss()(net(torch.randn(2, 4)), torch.tensor([0, 2]))\n",
        "", "raw scores", 3);
  check("made", std::string(kNet) + "criterion = nn.CrossEntropyLoss()\n", "2,4", "raw scores", 3);
  check("alone", std::string(kNet), "2,4", "", 0);
  check("sigmoid", "net = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())\ncriterion = nn.BCEWithLogitsLoss()\n", "2,4",
        "has a sigmoid in it", 1);
  check("the loss for it", "net = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())\ncriterion = nn.BCELoss()\n", "2,4", "",
        0);
  check("softmax for NLLLoss",
        "net = nn.Linear(4, 3)\nloss = F.nll_loss(F.softmax(net(torch.randn(2, 4)), dim=1), torch.tensor([0, 2]))\n",
        "", "log_softmax", 2);
  check(
      "log_softmax for NLLLoss",
      "net = nn.Linear(4, 3)\nloss = F.nll_loss(F.log_softmax(net(torch.randn(2, 4)), dim=1), torch.tensor([0, 2]))\n",
      "", "", 0);
}

TEST_CASE("layers that are made and never used") {
  check("forgotten",
        net("        self.fc1 = nn.Linear(4, 4)\n        self.fc2 = nn.Linear(4, 4)\n",
            "        return self.fc1(self.fc1(x))\n"),
        "2,4", "self.fc2 is made and never used", 9);
  check("in a branch not taken",
        net("        self.fc1 = nn.Linear(4, 4)\n        self.fc2 = nn.Linear(4, 4)\n",
            "        if x.size(0) > 100:\n            return self.fc2(x)\n        return self.fc1(x)\n"),
        "2,4", "", 0);
  check("by its weight",
        net("        self.fc1 = nn.Linear(4, 4)\n        self.fc2 = nn.Linear(4, 4)\n",
            "        return F.linear(self.fc1(x), self.fc2.weight)\n"),
        "2,4", "", 0);
}

TEST_CASE("of many layers that are never used the rest are counted") {
  for (int more : {0, 1, 2, 7}) {
    std::string layers = "        self.fc = nn.Linear(4, 4)\n";
    for (int i = 1; i <= 20 + more; i++) layers += "        self.l" + std::to_string(i) + " = nn.Linear(4, 4)\n";
    auto t = api::trace({net(layers, "        return self.fc(x)\n"), {}, "2,4", false, true, true});
    CHECK(t.warnings.size() == (more == 1 ? 21 : 20));
    std::string last = more == 0   ? "self.l20 is made and never used."
                       : more == 1 ? "self.l21 is made and never used."
                                   : "self.l20 and " + std::to_string(more) + " more layers are made and never used.";
    CHECK(t.warnings.back().text == last);
  }
}

TEST_CASE("nothing is said of networks that are right") {
  Draw d(11);
  for (int i = 0; i < 10 * families(); i++) {
    RandomProgram p = draw_program(d, i % families());
    CAPTURE(p.source);
    CAPTURE(p.input);
    CHECK(told(api::trace({p.source, {}, p.input, false, true, true}).warnings) == "");
  }
}
