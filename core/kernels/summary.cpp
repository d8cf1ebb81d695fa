#include "kernels/summary.h"

#include <cmath>

namespace shapewalk {

namespace {

struct State {
  const View& view;
  Summary& out;
  double shift = 0, squares = 0;
  int64_t seen = 0, count = 0;
};

double at(const View& v, int64_t i) {
  return v.rep() == Rep::f32   ? double(static_cast<const float*>(v.data)[i])
         : v.rep() == Rep::f64 ? static_cast<const double*>(v.data)[i]
                               : double(static_cast<const int64_t*>(v.data)[i]);
}

void sums(void* context, const int64_t* from, const int64_t* step, int64_t n) {
  State& s = *static_cast<State*>(context);
  for (int64_t i = 0; i < n; i++, s.seen++) {
    double x = at(s.view, from[0] + i * step[0]);
    s.out.sum += x, s.out.abs_sum += std::fabs(x);
    if (s.seen < 16) s.out.first.push_back(x);
    if (s.count - s.seen <= 16) s.out.last.push_back(x);
  }
}

void squares(void* context, const int64_t* from, const int64_t* step, int64_t n) {
  State& s = *static_cast<State*>(context);
  for (int64_t i = 0; i < n; i++) {
    double d = at(s.view, from[0] + i * step[0]) - s.shift;
    s.squares += d * d;
  }
}

}  // namespace

Summary summarize(const View& v) {
  Summary out;
  if (!v.data || v.rep() == Rep::none) return out;
  State s{v, out};
  s.count = v.count();
  walk(v.sizes, {&v.strides}, sums, &s);
  out.mean = s.shift = out.sum / double(s.count);
  walk(v.sizes, {&v.strides}, squares, &s);
  out.std = std::sqrt(s.squares / double(s.count));
  return out;
}

}  // namespace shapewalk
