// The boundary: text in, JSON text out.
#include <emscripten/bind.h>

#include "api.h"

namespace {

using namespace shapewalk;

std::string trace(const std::string& source, const std::string& model, const std::string& input, bool eval,
                  bool diagnose) {
  return api::json(api::trace({source, model, input, eval, diagnose}));
}

std::string solve(const std::string& source, const std::string& model, bool eval) {
  return api::json(api::solve({source, model, {}, eval}));
}

std::string run(const std::string& source, const std::string& model, const std::string& input, bool eval,
                const std::string& fill, double seed) {
  return api::json(api::run({source, model, input, eval, false}, {fill, int64_t(seed)}));
}

std::string evaluate(const std::string& code, const std::string& input, const std::string& fill, double seed) {
  return api::json(api::evaluate(code, input, {fill, int64_t(seed)}));
}

std::string operations() { return api::json(api::operations()); }

}  // namespace

EMSCRIPTEN_BINDINGS(shapewalk) {
  emscripten::function("trace", &trace);
  emscripten::function("run", &run);
  emscripten::function("solve", &solve);
  emscripten::function("evaluate", &evaluate);
  emscripten::function("operations", &operations);
}
