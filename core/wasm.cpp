// The boundary: text in, JSON text out, tensors as views of the core's memory.
#include <emscripten.h>
#include <emscripten/bind.h>

#include "api.h"

EM_JS(void, tell, (int steps), { Module.told(steps); });
namespace {
using namespace shapewalk;
using emscripten::val;
using Text = const std::string&;
std::unique_ptr<api::Running> running;      // one at a time, as it holds all its numbers
std::optional<std::vector<uint8_t>> given;  // the weights of the runs to come

std::string trace(Text source, Text model, Text input, bool eval, bool diagnose, bool warn) {
  return api::json(api::trace({source, model, input, eval, diagnose, warn}));
}
std::string run(Text source, Text model, Text input, bool eval, Text fill, double seed) {
  return api::json(api::run({source, model, input, eval, true, true}, {fill, int64_t(seed), {}, given}));
}
std::string start(Text source, Text model, Text input, bool eval, Text fill, double seed, val numbers) {
  auto own = emscripten::convertJSArrayToNumberVector<float>(numbers);
  running.reset();
  running = std::make_unique<api::Running>(api::Request{source, model, input, eval, false},
                                           api::Numbers{fill, int64_t(seed), own, given, emscripten_get_now, tell});
  return api::json(running->trace());
}
bool again(val numbers) { return running && running->again(emscripten::convertJSArrayToNumberVector<float>(numbers)); }
void weights(val file) {
  given.reset();
  if (!file.isNull()) given = emscripten::convertJSArrayToNumberVector<uint8_t>(file);
}
val tensor(int step, Text which, int index) {
  api::Numbered t = running ? running->tensor(step, which, index) : api::Numbered{};
  return t.data ? val(emscripten::typed_memory_view(size_t(t.count), t.data)) : val::null();
}
std::string cell(int step, int place) { return api::json(running ? running->cell(step, place) : api::Cell{}); }
std::string operations() { return api::json(api::operations()); }
std::string gpu_plan(bool keep) { return running ? running->gpu_plan(keep) : "null"; }
std::string solve(Text source, Text model, bool eval) { return api::json(api::solve({source, model, {}, eval})); }
std::string evaluate(Text code, Text input, Text fill, double seed) {
  return api::json(api::evaluate(code, input, {fill, int64_t(seed)}));
}

}  // namespace

EMSCRIPTEN_BINDINGS(shapewalk) {
  emscripten::function("trace", &trace);
  emscripten::function("run", &run);
  emscripten::function("weights", &weights);
  emscripten::function("start", &start);
  emscripten::function("again", &again);
  emscripten::function("tensor", &tensor);
  emscripten::function("cell", &cell);
  emscripten::function("gpu_plan", &gpu_plan);
  emscripten::function("solve", &solve);
  emscripten::function("evaluate", &evaluate);
  emscripten::function("operations", &operations);
}
