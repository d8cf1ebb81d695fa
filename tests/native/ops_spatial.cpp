// What the families over spatial axes say of a step: the rule, the sentence, and the cells that no window reads.
#include "kit.h"

namespace {

/// The only step of `x = torch.zeros(…)` put through a layer.
shapewalk::api::Step step(std::string_view layer, std::string_view input) {
  std::string source = "import torch.nn as nn\nmodel = nn.Sequential(" + std::string(layer) + ")\n";
  auto t = kit::trace(source, input);
  REQUIRE(kit::error(t) == "");
  REQUIRE(t.steps.size() == 1);
  return t.steps[0];
}

}  // namespace

TEST_CASE("windows say how often they fit and what they leave") {
  auto say = [](std::string_view layer, std::string_view input) { return step(layer, input).say; };
  CHECK(say("nn.Conv2d(3, 32, 7, stride=2)", "1,3,31,31") == "A 7-wide window in steps of 2 fits 13 times.");
  CHECK(say("nn.Conv2d(3, 64, 7, stride=2, padding=3)", "1,3,224,224") ==
        "A 7-wide window in steps of 2 fits 112 times, with 3 of padding at each end. Half a step is left over, all of "
        "it "
        "padding.");
  CHECK(say("nn.Conv2d(3, 8, (3, 5), stride=(2, 3))", "1,3,28,30") ==
        "A 3 × 5 window fits 13 times down in steps of 2 and 9 across in steps of 3. Part of a step is left over; "
        "PyTorch "
        "rounds down, so the last row (number 28) and column (number 30) are never read.");
  CHECK(
      say("nn.Conv1d(3, 8, 5, stride=3)", "1,3,100") ==
      "A 5-long window in steps of 3 fits 32 times. 2 of the 3 cells of a step are left over; PyTorch rounds down, so "
      "the last 2 cells (99 and 100) are never read.");
  CHECK(say("nn.Conv2d(3, 8, 1, stride=2)", "1,3,55,55") ==
        "A 1-wide window in steps of 2 fits 28 times. It skips 1 row and column between its places.");
  CHECK(say("nn.Conv2d(3, 8, 8)", "1,3,8,8") == "An 8-wide window fits once.");
  CHECK(
      say("nn.MaxPool2d(3, 2, ceil_mode=True)", "1,8,14,14") ==
      "A 3-wide window in steps of 2 fits 7 times; each keeps its largest value. The last window hangs over the end by "
      "1: ceil_mode keeps it.");
  CHECK(say("nn.AdaptiveAvgPool2d(1)", "1,8,14,10") ==
        "One window covers everything: of each channel the average stays.");
  CHECK(say("nn.AdaptiveMaxPool1d(3)", "1,8,10") ==
        "3 windows of 4 cells share 10 (they overlap: 10 does not divide by 3). Of each window the largest number "
        "stays.");
  CHECK(say("nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)", "1,16,7,7") ==
        "Each cell paints a window of 4, in steps of 2; 1 is cut off at each end: 7 cells become 14.");
  CHECK(say("nn.ZeroPad2d((1, 2, 0, -1))", "1,3,4,4") == "H: 1 cut off after. W: 1 before, 2 after.");
}

TEST_CASE("cells that no window reads") {
  auto unread = [](std::string_view layer, std::string_view input) {
    std::string s;
    for (auto& w : step(layer, input).windows) s += w.dim + std::to_string(w.unread);
    return s;
  };
  CHECK(unread("nn.Conv2d(3, 32, 7, stride=2)", "1,3,32,31") == "h1w0");
  CHECK(unread("nn.MaxPool2d(4)", "1,3,27,24") == "h3w0");
  CHECK(unread("nn.MaxPool2d(3, stride=2, padding=1)", "1,3,32,32") == "h0w0");
  CHECK(unread("nn.Conv1d(1, 1, 3, stride=9, padding=1)", "1,1,10") == "l0");
  // Circular padding reads the last cells in front.
  CHECK(unread("nn.Conv1d(1, 1, 3, stride=3, padding=1, padding_mode='circular')", "1,1,9") == "l0");
}

TEST_CASE("rules as they are read back") {
  auto formula = [](std::string_view layer, std::string_view input) {
    auto s = step(layer, input);
    return s.formula + " | " + (s.worked.empty() ? "" : s.worked[0]);
  };
  CHECK(formula("nn.MaxPool1d(3, 2, ceil_mode=True)", "1,8,14") ==
        "min(⌈(L + 2·p − d·(k − 1) − 1)/s⌉ + 1, ⌈(L + p)/s⌉) | min(⌈(14 + 2·0 − 1·(3 − 1) − 1)/2⌉ + 1, ⌈(14 + 0)/2⌉) = "
        "7");
  CHECK(formula("nn.AvgPool1d(4)", "1,8,10") == "⌊(L + 2·p − k)/s⌋ + 1 | ⌊(10 + 2·0 − 4)/4⌋ + 1 = 2");
  CHECK(formula("nn.ConvTranspose1d(4, 4, 4, stride=2, padding=1)", "1,4,7") ==
        "(L − 1)·s − 2·p + d·(k − 1) + o + 1 | (7 − 1)·2 − 2·1 + 1·(4 − 1) + 0 + 1 = 14");
  CHECK(formula("nn.PixelShuffle(2)", "1,12,4,5") == "⌊C/(r·r)⌋ | ⌊12/(2·2)⌋ = 3");
  CHECK(formula("nn.Upsample(scale_factor=1.5)", "1,3,5") == "⌊L·3/2⌋ | ⌊5·3/2⌋ = 7");
  CHECK(formula("nn.Unfold(3, padding=1)", "1,3,8,8").starts_with("C·k·k | 3·3·3 = 27"));
}
