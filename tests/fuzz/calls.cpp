// libFuzzer over calls of every row: first their shapes, then their numbers, then both again as a model.
#include <cstdio>
#include <cstdlib>

#include "check.h"
#include "draw/call.h"

using namespace kit;

namespace {

void check(const api::CaseResult& r) {
  kit::check(r.error);
  kit::check(r.out);
  require(!api::json(r).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InTime in_time;
  Choices c(data, size);
  std::string_view fill = c.of<std::string_view>({"ramp", "randn", "ones", "zeros"});
  bool eval = c.chance(128);
  DrawnCall call = draw_call(c);
  // For whoever looks into a finding: SHOW=1 build/fuzz/fuzz_calls FILE.
  if (std::getenv("SHOW")) std::fprintf(stderr, "%s   in %s\n", call.code.c_str(), call.input.c_str());

  auto shapes = api::evaluate(call.code, call.input);
  check(shapes);
  if (shapes.error || numbers_in(shapes.out) > 20'000 || shapes.params.value_or(0) > 20'000) return 0;
  auto numbers = api::evaluate(call.code, call.input, {.fill = fill});
  check(numbers);
  require(numbers.error || numbers.out == shapes.out);

  bool module = shapes.params.has_value();
  std::string source = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";
  if (!module)
    source += "class Net(nn.Module):\n    def forward(self, x, y=None, z=None):\n        return " + call.code + "\n";
  check_run({.source = source, .model = module ? call.code : "Net()", .input = call.input, .eval = eval},
            {.fill = fill});
  return 0;
}
