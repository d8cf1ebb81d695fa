// The two questions that Shapewalk was made for: where 5408 and its 13 come from, and what four pieces want.
#include "kit.h"

using namespace kit;

namespace {

constexpr std::string_view kNet = R"(net = nn.Sequential(
    nn.Conv2d(3, 32, 7, stride=2),
    nn.ReLU(),
    Flatten(),
    nn.Linear(5408, 10),
)
)";

constexpr std::string_view kPieces = R"(# three times conv, norm, relu, pool; then a linear layer
block_a = nn.Sequential(nn.Conv2d(3, 16, 5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
block_b = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
block_c = nn.Sequential(nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2))
head = nn.Linear(64*4*4, 10)
)";

bool has_square(const std::vector<api::Solution>& all, std::string_view ranges) {
  for (auto& s : all)
    if (s.square && kit::ranges(s.ranges) == ranges) return true;
  return false;
}

bool has_other(const std::vector<api::Solution>& all, std::string_view ranges) {
  for (auto& s : all)
    if (!s.square && kit::ranges(s.ranges) == ranges) return true;
  return false;
}

}  // namespace

TEST_CASE("what must go in, for 5408 to come out") {
  auto b = api::solve({kNet});
  CHECK(b.asked);
  CHECK(b.found);
  CHECK(b.line == 5);
  CHECK(b.value == 5408);
  CHECK(b.code == "nn.Linear(5408, 10)");
  CHECK(b.sizes == api::Sizes{31, 32});
  CHECK(b.chosen == 32);
  CHECK(b.chosen_name == "CIFAR-10");
  CHECK(text(b.factors) == "5408 = 32·13·13");
  CHECK(b.channels_from.find("Conv2d") != std::string::npos);
  CHECK(has_square(b.solutions, "1 × 3 × 31–32 × 31–32"));
  CHECK(has_other(b.solutions, "1 × 3 × 7–8 × 343–344"));
  CHECK(has_other(b.solutions, "1 × 3 × 343–344 × 7–8"));
  CHECK(b.solutions.size() == 3);
}

TEST_CASE("the way back from 5408") {
  auto b = api::solve({kNet});
  REQUIRE(b.walk.size() == 1);
  CHECK(b.walk[0].op == "Conv2d");
  CHECK(b.walk[0].line == 2);
  CHECK(b.walk[0].dim == "w");
  CHECK(b.walk[0].out == api::Range{13, 13});
  CHECK(b.walk[0].in == api::Range{31, 32});
  CHECK(b.walk[0].say == "24 ≤ W − 7 < 26");
}

TEST_CASE("the steps of the question") {
  auto t = trace(kNet);
  CHECK(error(t) == "");
  CHECK(t.input_source == "solved");
  CHECK(text(t.input) == "1,3,32,32");
  CHECK(steps(t) == "Conv2d:1,32,13,13 ReLU:1,32,13,13 Flatten:1,5408 Linear:1,10");
  REQUIRE(t.steps.size() == 4);
  CHECK(t.steps[0].params == 4736);
  CHECK(t.steps[0].param_sum == "32·3·7·7 + 32 = 4736");
  CHECK(t.steps[3].params == 54090);
  CHECK(t.steps[3].param_sum == "10·5408 + 10 = 54090");
  CHECK(t.params == 58826);
  CHECK(t.macs == 849056);
  CHECK(t.receptive_field == api::Sizes{7, 7});
  REQUIRE(t.notes.size() == 2);
  CHECK(t.notes[0].text == "`nn` is not imported in the paste; read as torch.nn.");
  CHECK(t.notes[1].text == "`Flatten` is not defined in the paste; taken as nn.Flatten.");
  CHECK(t.notes[1].line == 4);
}

TEST_CASE("at 32 the last row and column are never read, at 31 every one is") {
  auto t = trace(kNet, "1,3,32,32");
  REQUIRE(t.steps[0].windows.size() == 2);
  for (auto& w : t.steps[0].windows) {
    CHECK(w.in == 32);
    CHECK(w.out == 13);
    CHECK(w.kernel == 7);
    CHECK(w.stride == 2);
    CHECK(w.unread == 1);
  }
  CHECK(t.steps[0].say.find("column 32 is never read, nor is row 32") != std::string::npos);
  CHECK(text(t.steps[0].working[1].worked) == "⌊(32 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1 = ⌊12.5⌋ + 1 = 13");
  auto all_read = trace(kNet, "1,3,31,31");
  CHECK(error(all_read) == "");
  for (auto& w : all_read.steps[0].windows) CHECK(w.unread == 0);
  CHECK(all_read.steps[0].say.find("never read") == std::string::npos);
}

TEST_CASE("28 pixels do not fit: PyTorch's words, the cause, the fix") {
  auto t = trace(kNet, "1,3,28,28");
  CHECK(error(t) == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3872 and 5408x10)");
  REQUIRE(t.error);
  CHECK(t.error->line == 5);
  CHECK(t.error->column == 5);
  CHECK(t.error->made_line == 5);
  CHECK(t.error->path == "3");
  CHECK(text(t.error->cause) == "3872 = 32·11·11 features arrive from Flatten 2 (line 4); the Linear expects 5408.");
  CHECK(steps(t) == "Conv2d:1,32,11,11 ReLU:1,32,11,11 Flatten:1,3872");
  REQUIRE(!t.fixes.empty());
  CHECK(t.fixes[0].title == "nn.Linear(3872, 10)");
  CHECK(t.fixes[0].result == "output 1×10");
  check_fixes(kNet, "1,3,28,28", t);
  CHECK(t.backwards.sizes == api::Sizes{31, 32});
}

TEST_CASE("5 pixels are smaller than the window") {
  auto t = trace(kNet, "1,3,5,5");
  CHECK(error(t) ==
        "RuntimeError: Calculated padded input size per channel: (5 x 5). Kernel size: (7 x 7). Kernel size can't be "
        "greater than actual input size");
  CHECK(t.error->line == 2);
  CHECK(t.steps.empty());
  check_fixes(kNet, "1,3,5,5", t);
}

TEST_CASE("every size that is said to fit does, and its neighbours do not") {
  for (int64_t n = 25; n <= 40; n++) {
    std::string side = std::to_string(n), input = "1,3," + side + "," + side;
    CHECK((error(trace(kNet, input)) == "") == (n == 31 || n == 32));
  }
  for (auto in : {"1,3,7,343", "1,3,8,344", "1,3,343,7", "1,3,344,8", "2,3,31,32"}) CHECK(error(trace(kNet, in)) == "");
  for (auto in : {"1,3,6,343", "1,3,7,345", "1,3,9,344", "1,3,30,32"}) CHECK(error(trace(kNet, in)) != "");
}

TEST_CASE("four pieces that nothing puts together") {
  auto b = api::solve({kPieces});
  CHECK(b.found);
  CHECK(b.line == 5);
  CHECK(b.value == 1024);
  CHECK(b.sizes == api::Sizes{32, 33, 34, 35, 36, 37, 38, 39});
  CHECK(b.chosen == 32);
  CHECK(text(b.factors) == "1024 = 64·4·4");
  auto t = trace(kPieces);
  CHECK(error(t) == "");
  CHECK(text(t.output) == "1,10");
  CHECK(t.model == "block_a → block_b → block_c → head");
  CHECK(text(t.input) == "1,3,32,32");
  std::string sides;
  bool flattened = false;
  for (auto& s : t.steps) {
    if (s.op == "MaxPool2d") sides += "→" + std::to_string(s.out[0][3]);
    if (s.assumed) {
      flattened = true;
      CHECK(s.op == "Flatten");
      CHECK(text(s.out) == "1,1024");
    }
  }
  CHECK(sides == "→16→8→4");
  CHECK(flattened);
  bool named = false;
  for (auto& n : t.notes) named = named || n.text.find("A flatten was put in before head") != std::string::npos;
  CHECK(named);
}

TEST_CASE("the way back through pools names each step's interval") {
  auto b = api::solve({kPieces});
  REQUIRE(b.walk.size() >= 3);
  CHECK(b.walk[0].op == "MaxPool2d");
  CHECK(b.walk[0].out == api::Range{4, 4});
  CHECK(b.walk[0].in == api::Range{8, 9});
  CHECK(b.walk.back().in == api::Range{32, 39});
}

TEST_CASE("nothing fits: it is said, with the nearest number that would") {
  std::string net(kNet);
  net.replace(net.find("5408"), 4, "5000");
  auto b = api::solve({net});
  CHECK(b.asked);
  CHECK(!b.found);
  CHECK(b.sizes.empty());
  CHECK(b.nearest_value == 4608);
  CHECK(b.answer.find("5000 is no multiple of the 32 channels") != std::string::npos);
  CHECK(b.answer.find("4608") != std::string::npos);
  auto t = trace(net);
  CHECK(error(t).find("cannot be multiplied") != std::string::npos);
  CHECK(!t.steps.empty());
}

TEST_CASE("any size fits where nothing decides") {
  auto b =
      api::solve({"net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 2))"});
  CHECK(b.found);
  CHECK(b.chosen == 28);
  CHECK(b.chosen_name == "MNIST");
  CHECK(b.answer.find("Any size from 3 pixels up") != std::string::npos);
}
