#include "ops/draw.h"

#include <cmath>

#include "shape/words.h"

namespace shapewalk {

namespace {

/// torch.nn.init._calculate_fan_in_and_fan_out.
void fans(const Shape& s, double& in, double& out) {
  double field = 1;
  for (size_t i = 2; i < s.size(); i++) field *= double(s[i].n);
  in = s.size() > 1 ? double(s[1].n) * field : 1, out = s.empty() ? 1 : double(s[0].n) * field;
}

void fill(Generator& random, const Parameter& p, float* x, int64_t n) {
  double in = 0, out = 0;
  fans(p.shape, in, out);
  switch (p.draw) {
    case Draw::uniform: random.uniform(x, n, -p.bound, p.bound); return;
    case Draw::lost_uniform:
      random.uniform(x, n, -p.bound, p.bound);
      for (int64_t i = 0; i < n; i++) x[i] = 0;
      return;
    case Draw::normal: random.normal(x, n, 0, p.bound); return;
    case Draw::kaiming_uniform: {
      // a = √5: the gain √(2/(1 + a²)) = √(1/3), the bound gain·√3/√fan_in.
      double bound = std::sqrt(3.0) * (std::sqrt(2.0 / 6.0) / std::sqrt(in));
      random.uniform(x, n, -bound, bound);
      return;
    }
    case Draw::xavier_uniform: {
      double bound = std::sqrt(3.0) * std::sqrt(2.0 / (in + out));
      random.uniform(x, n, -bound, bound);
      return;
    }
    default:
      float value = p.draw == Draw::ones ? 1.0f : p.draw == Draw::constant ? float(p.bound) : 0.0f;
      for (int64_t i = 0; i < n; i++) x[i] = value;
  }
}

}  // namespace

Result<void> draw(Engine& engine, std::vector<Parameter>& params) {
  int last = 0;
  for (auto& p : params) last = p.turn > last ? p.turn : last;
  for (int turn = 0; turn <= last; turn++)
    for (auto& p : params) {
      if (p.turn != turn || p.absent || p.storage) continue;
      int64_t n = numel(p.shape).n;
      p.storage = engine.memory.make(p.dtype, n);
      if (!p.storage->data)
        return fail("MemoryError", "The parameter % of % needs more memory than the % MB that a run may take.",
                    {p.name, p.shape, engine.memory.limit() >> 20});
      if (rep_of(p.dtype) == Rep::f32) {
        float* x = static_cast<float*>(p.storage->data);
        fill(engine.random, p, x, n);
        int64_t row = p.zero_row < 0 ? 0 : n / p.shape[0].n;
        for (int64_t i = 0; i < row; i++) x[p.zero_row * row + i] = 0;
      } else {
        for (int64_t i = 0; i < n && rep_of(p.dtype) == Rep::i64; i++)
          static_cast<int64_t*>(p.storage->data)[i] = p.draw == Draw::ones;
      }
    }
  return {};
}

}  // namespace shapewalk
