#include "ops/fill.h"

#include "shape/words.h"

namespace shapewalk {

std::optional<Fill> fill_named(std::string_view name) {
  constexpr std::string_view names[] = {"ramp", "ones", "zeros", "randn"};
  for (uint8_t i = 0; i < 4; i++)
    if (names[i] == name) return Fill(i);
  return {};
}

Result<void> fill(Engine& engine, TensorInfo& t, Fill how) {
  int64_t n = numel(t.shape).n;
  auto no_room = [&] {
    return fail("MemoryError", "An input of shape % needs more memory than the % MB that a run may take.",
                {t.shape, engine.memory.limit() >> 20});
  };
  t.storage = engine.memory.make(t.dtype, n);
  if (rep_of(t.dtype) == Rep::none) return {};
  if (!t.storage->data) return no_room();
  Storage* floats = t.dtype == DType::float32 ? t.storage : engine.memory.make(DType::float32, n);
  float* x = static_cast<float*>(floats->data);
  if (!x) return no_room();
  if (how == Fill::randn)
    engine.random.normal(x, n, 0, 1);
  else
    for (int64_t i = 0; i < n; i++) x[i] = how == Fill::ramp ? float(i) / float(n) : float(how == Fill::ones);
  if (floats != t.storage) {
    copy(dense(x, DType::float32, {n}), dense(t.storage->data, t.dtype, {n}));
    engine.memory.release(floats);
  }
  return {};
}

}  // namespace shapewalk
