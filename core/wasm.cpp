// The boundary: text in, JSON text out, tensors as views of the core's memory.
#include <emscripten.h>
#include <emscripten/bind.h>

#include "api.h"
EM_JS(void, tell, (int steps), { Module.told(steps); });
namespace {
using namespace shapewalk;
using emscripten::convertJSArrayToNumberVector, emscripten::val;
using Text = const std::string&;
std::unique_ptr<api::Running> running;      // one at a time, as it holds all its numbers
std::optional<std::vector<uint8_t>> given;  // the weights of the runs to come
api::Modules beside;                        // what the programs to come may import
api::Request request(Text source, Text model, Text input, bool eval, bool diagnose = true, bool warn = true) {
  return {source, model, input, eval, diagnose, warn, &beside};
}
std::string trace(Text source, Text model, Text input, bool eval, bool diagnose, bool warn) {
  return api::json(api::trace(request(source, model, input, eval, diagnose, warn)));
}
std::string run(Text source, Text model, Text input, bool eval, Text fill, double seed) {
  return api::json(api::run(request(source, model, input, eval), {fill, int64_t(seed), {}, given}));
}
std::string start(Text source, Text model, Text input, bool eval, Text fill, double seed, val numbers) {
  auto own = convertJSArrayToNumberVector<float>(numbers);
  running.reset();
  running = std::make_unique<api::Running>(request(source, model, input, eval, false, false),
                                           api::Numbers{fill, int64_t(seed), own, given, emscripten_get_now, tell});
  return api::json(running->trace());
}
bool again(val numbers) { return running && running->again(convertJSArrayToNumberVector<float>(numbers)); }
void weights(val file) {
  given.reset();
  if (!file.isNull()) given = convertJSArrayToNumberVector<uint8_t>(file);
}
void modules(Text package, val find) {
  beside = {package, [find](std::string_view dotted) -> std::optional<api::Module> {
              if (val m = find(std::string(dotted)); !m.isNull())
                return {{m["file"].as<std::string>(), m["text"].as<std::string>(), m["package"].as<bool>()}};
              return {};
            }};
}
std::string library(std::string_view n) { return val::module_property("library")(std::string(n)).as<std::string>(); }
val tensor(int step, Text which, int index) {
  api::Numbered t = running ? running->tensor(step, which, index) : api::Numbered{};
  return t.data ? val(emscripten::typed_memory_view(size_t(t.count), t.data)) : val::null();
}
std::string cell(int step, int place) { return api::json(running ? running->cell(step, place) : api::Cell{}); }
std::string operations() { return api::json(api::operations()); }
std::string gpu_plan(bool keep) { return running ? running->gpu_plan(keep) : "null"; }
std::string solve(Text code, Text model, bool eval) { return api::json(api::solve(request(code, model, {}, eval))); }
std::string evaluate(Text code, Text input, Text fill, double seed) {
  return api::json(api::evaluate(code, input, {fill, int64_t(seed)}));
}
}  // namespace
#define BIND(name) emscripten::function(#name, &name)
EMSCRIPTEN_BINDINGS(shapewalk) {
  api::libraries(library), BIND(trace), BIND(run), BIND(start), BIND(again), BIND(weights), BIND(modules), BIND(tensor);
  BIND(cell), BIND(operations), BIND(gpu_plan), BIND(solve), BIND(evaluate);
}
