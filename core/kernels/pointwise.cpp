#include "kernels/pointwise.h"

#include "kernels/moving.h"
#include "shape/whole.h"

namespace shapewalk {

void map(const float* x, float* y, int64_t n, double (*f)(double)) {
  if (!x || !y) return;
  for (int64_t i = 0; i < n; i++) y[i] = float(f(double(x[i])));
}

void map(const double* x, double* y, int64_t n, double (*f)(double)) {
  if (!x || !y) return;
  for (int64_t i = 0; i < n; i++) y[i] = f(x[i]);
}

void map(const int64_t* x, int64_t* y, int64_t n, int64_t (*f)(int64_t)) {
  for (int64_t i = 0; i < n; i++) y[i] = f(x[i]);
}

namespace {

struct Combined {
  const Formula* formula;
  const void* in[3];
  void* out;
  size_t operands;
  const double* constants;
};

// T: as stored; W: as computed.
template <class T, class W>
void combine_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  const Combined& c = *static_cast<const Combined*>(context);
  T* out = static_cast<T*>(c.out) + at[0];
  const T* in[3] = {};
  for (size_t k = 0; k < c.operands; k++) in[k] = static_cast<const T*>(c.in[k]) + at[k + 1];
  if constexpr (sizeof(T) == 4)
    if (c.formula->run && step[0] == 1) return c.formula->run(in[0], step[1], in[1], step[2], out, n);
  W x[6] = {};
  for (size_t k = 0; k < 3 && c.constants; k++)
    if constexpr (W(0.5) == 0)
      x[3 + k] = whole(c.constants[k]);
    else
      x[3 + k] = W(c.constants[k]);
  auto* f = [&] {
    if constexpr (W(0.5) == 0)
      return c.formula->whole;
    else
      return c.formula->real;
  }();
  for (int64_t i = 0; i < n; i++) {
    for (size_t k = 0; k < c.operands; k++) x[k] = W(in[k][i * step[k + 1]]);
    out[i * step[0]] = T(f(x));
  }
}

}  // namespace

void combine(const Formula& f, const std::vector<View>& operands, const double* constants, const View& out) {
  if (!out.data) return;
  for (auto& o : operands)
    if (!o.data) return;
  Combined c{&f, {}, out.data, operands.size(), constants};
  std::vector<int64_t> steps[3];
  std::vector<const std::vector<int64_t>*> strides = {&out.strides};
  for (size_t k = 0; k < operands.size() && k < 3; k++) {
    c.in[k] = operands[k].data;
    steps[k] = stretched(operands[k], out.sizes).strides;
    strides.push_back(&steps[k]);
  }
  auto* run = out.rep() == Rep::f32   ? combine_run<float, double>
              : out.rep() == Rep::f64 ? combine_run<double, double>
                                      : combine_run<int64_t, int64_t>;
  walk(out.sizes, strides, run, &c);
}

}  // namespace shapewalk
