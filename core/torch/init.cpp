#include "torch/init.h"

#include <cmath>

#include "kernels/special.h"
#include "ops/rules.h"
#include "python/types.h"
#include "torch/graph.h"
#include "torch/numbers.h"
#include "torch/random.h"

namespace shapewalk {

namespace {

// The numbers of a tensor while they are made, one after another, in the precision that PyTorch draws them in.
struct Numbers {
  bool wide;  // float64
  size_t count;
  std::vector<float> own;
  std::vector<double> large;
  float* small;
  /// `at`: where float32 numbers go, or null for memory of their own.
  Numbers(bool w, size_t n, float* at) : wide(w), count(n), own(w || at ? 0 : n), large(w ? n : 0) {
    small = at ? at : own.data();
  }
  size_t size() const { return count; }
  double operator[](size_t i) const { return wide ? large[i] : double(small[i]); }
  void put(size_t i, double x) {
    if (wide)
      large[i] = x;
    else
      small[i] = float(x);
  }
  void uniform(Generator& g, double a, double b) {
    if (wide)
      g.uniform(large.data(), int64_t(size()), a, b);
    else
      g.uniform(small, int64_t(size()), a, b);
  }
  void normal(Generator& g, double mean, double std) {
    if (wide)
      g.normal(large.data(), int64_t(size()), mean, std);
    else
      g.normal(small, int64_t(size()), mean, std);
  }
};

struct Fans {
  int64_t in = 1, out = 1;
};

Result<Fans> fans_of(Interp& in, const Shape& s) {
  if (s.size() < 2)
    return in.raise("ValueError", "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  int64_t field = 1;
  for (size_t i = 2; i < s.size(); i++) field = mul(field, s[i].n);
  return Fans{mul(s[1].n, field), mul(s[0].n, field)};
}

// torch.nn.init.calculate_gain
Result<double> gain_of(Interp& in, std::string_view how, Value slope) {
  if (how == "linear" || how == "sigmoid" || how.starts_with("conv")) return 1;
  if (how == "tanh") return 5.0 / 3;
  if (how == "relu") return std::sqrt(2.0);
  if (how == "selu") return 0.75;
  if (how != "leaky_relu") return in.raise("ValueError", words("Unsupported nonlinearity %", {how}));
  double a = slope.bound() && !slope.is_none() ? TRY(real_of(in, slope)) : 0.01;
  return std::sqrt(2.0 / (1 + a * a));
}

Result<Value> calculate_gain(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "nonlinearity param", 1, v));
  if (is_unknown(v[0]) || is_unknown(v[1])) return in.unknown(fn.name);
  double gain = TRY(gain_of(in, as_str(v[0]) ? std::string_view(as_str(v[0])->s) : "", v[1]));
  return gain == 1 ? Value::of(1) : Value::of(gain);
}

Result<Value> fan_in_and_out(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v;
  CHECK_OK(take(in, fn, args, "tensor", 1, &v));
  if (!as_tensor(v)) return in.tuple({in.unknown("fan_in"), in.unknown("fan_out")});
  Fans f = TRY(fans_of(in, as_tensor(v)->info.shape));
  return in.tuple({Value::of(f.in), Value::of(f.out)});
}

void truncated(Numbers& x, Generator& g, double mean, double std, double a, double b) {
  // The inverse of the distribution function, at even draws between its values at a and b; every step as PyTorch
  // rounds it.
  auto below = [&](double bound) { return (1 + std::erf((bound - mean) / std / std::sqrt(2.0))) / 2; };
  x.uniform(g, 2 * below(a) - 1, 2 * below(b) - 1);
  for (size_t i = 0; i < x.size(); i++) {
    x.put(i, x.wide ? erfinv(x[i]) : double(erfinv(float(x[i]))));
    x.put(i, x[i] * (x.wide ? std * std::sqrt(2.0) : double(float(std * std::sqrt(2.0)))));
    x.put(i, x[i] + mean);
    x.put(i, std::fmin(std::fmax(x[i], a), b));
  }
}

// Rows (or columns, where these are longer) at right angles: Q of a QR decomposition whose R has a positive diagonal.
Result<void> orthogonal(Interp& in, Numbers& x, size_t rows, size_t columns, double gain) {
  size_t n = rows < columns ? rows : columns, length = rows < columns ? columns : rows;
  CHECK_OK(in.tick(n * n * length / 4096));
  // Vector j of the tall matrix: a column, or a row where they were swapped.
  auto at = [&](size_t j, size_t k) { return rows < columns ? j * columns + k : k * columns + j; };
  std::vector<double> q(n * length);
  for (size_t j = 0; j < n; j++) {
    double* v = &q[j * length];
    for (size_t k = 0; k < length; k++) v[k] = x[at(j, k)];
    // Gram and Schmidt, twice: what rounding leaves of the others goes the second time.
    for (int pass = 0; pass < 2; pass++)
      for (size_t i = 0; i < j; i++) {
        const double* u = &q[i * length];
        double dot = 0;
        for (size_t k = 0; k < length; k++) dot += u[k] * v[k];
        for (size_t k = 0; k < length; k++) v[k] -= dot * u[k];
      }
    double norm = 0;
    for (size_t k = 0; k < length; k++) norm += v[k] * v[k];
    norm = std::sqrt(norm);
    for (size_t k = 0; k < length; k++) v[k] /= norm;
  }
  for (size_t j = 0; j < n; j++)
    for (size_t k = 0; k < length; k++) x.put(at(j, k), q[j * length + k] * gain);
  return {};
}

// Which function, and what it needs besides the tensor.
struct Function {
  std::string_view name;
  const char* parameters;
  double a, b;  // the defaults of its first two numbers
};
constexpr Function kFunctions[] = {
    {"uniform_", "tensor a b generator", 0, 1},
    {"normal_", "tensor mean std generator", 0, 1},
    {"trunc_normal_", "tensor mean std a b generator", 0, 1},
    {"constant_", "tensor val", 0, 0},
    {"ones_", "tensor", 1, 0},
    {"zeros_", "tensor", 0, 0},
    {"eye_", "tensor", 0, 0},
    {"dirac_", "tensor groups", 1, 0},
    {"xavier_uniform_", "tensor gain generator", 1, 0},
    {"xavier_normal_", "tensor gain generator", 1, 0},
    {"kaiming_uniform_", "tensor a mode nonlinearity generator", 0, 0},
    {"kaiming_normal_", "tensor a mode nonlinearity generator", 0, 0},
    {"orthogonal_", "tensor gain generator", 1, 0},
    {"sparse_", "tensor sparsity std generator", 0, 0.01},
};

/// Checks that hold with and without numbers.
Result<void> check(Interp& in, const Function& f, const Shape& s) {
  size_t rank = s.size();
  if (f.name == "dirac_" && (rank < 3 || rank > 5))
    return in.raise("ValueError", "Only tensors with 3, 4, or 5 dimensions are supported");
  if ((f.name == "eye_" || f.name == "sparse_") && rank != 2)
    return in.raise("ValueError", "Only tensors with 2 dimensions are supported");
  if (f.name == "orthogonal_" && rank < 2)
    return in.raise("ValueError", "Only tensors with 2 or more dimensions are supported");
  return {};
}

// The standard deviation that kaiming_ and xavier_ want; 0 for the rest.
Result<double> spread_of(Interp& in, const Function& f, const Shape& s, Value* v, double gain) {
  bool kaiming = f.name.starts_with("kaiming");
  if (!kaiming && !f.name.starts_with("xavier")) return 0;
  if (kaiming && numel(s).n == 0) return 0;
  std::string mode = v[2].bound() && as_str(v[2]) ? as_str(v[2])->s : "fan_in";
  for (char& c : mode) c = char(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (kaiming && mode != "fan_in" && mode != "fan_out")
    return in.raise("ValueError",
                    words("Mode % not supported, please use one of ['fan_in', 'fan_out']", {std::string_view(mode)}));
  Fans fans = TRY(fans_of(in, s));
  if (!kaiming) return gain * std::sqrt(2.0 / double(fans.in + fans.out));
  Str* how = v[3].bound() ? as_str(v[3]) : nullptr;
  double own = TRY(gain_of(in, how ? std::string_view(how->s) : "leaky_relu", Value::of(gain)));
  return own / std::sqrt(double(mode == "fan_in" ? fans.in : fans.out));
}

Result<void> make_numbers(Interp& in, Generator& g, const Function& f, const Shape& s, Numbers& x, Value* v, double a,
                          double b, double spread) {
  size_t n = x.size();
  auto all = [&](double value) {
    for (size_t i = 0; i < n; i++) x.put(i, value);
  };
  if (f.name == "uniform_") {
    x.uniform(g, a, b);
  } else if (f.name == "normal_") {
    x.normal(g, a, b);
  } else if (f.name == "trunc_normal_") {
    truncated(x, g, a, b, v[3].bound() ? TRY(real_of(in, v[3])) : -2, v[4].bound() ? TRY(real_of(in, v[4])) : 2);
  } else if (f.name.ends_with("_uniform_")) {
    if (n) x.uniform(g, -std::sqrt(3.0) * spread, std::sqrt(3.0) * spread);
  } else if (f.name == "xavier_normal_" || f.name == "kaiming_normal_") {
    if (n) x.normal(g, 0, spread);
  } else if (f.name == "eye_") {
    all(0);
    size_t rows = size_t(s[0].n), columns = size_t(s[1].n);
    for (size_t i = 0; i < rows && i < columns; i++) x.put(i * columns + i, 1);
  } else if (f.name == "dirac_") {
    int64_t groups = int64_t(a);
    if (groups <= 0 || s[0].n % groups) return in.raise("ValueError", "dim 0 must be divisible by groups");
    all(0);
    int64_t each = s[0].n / groups, channel = n ? int64_t(n) / s[0].n : 0, cell = n ? channel / s[1].n : 0, middle = 0;
    for (size_t i = 2; i < s.size(); i++) middle = middle * s[i].n + s[i].n / 2;
    for (int64_t o = 0; o < s[0].n && n; o++)
      if (int64_t d = o % each; d < s[1].n) x.put(size_t(o * channel + d * cell + middle), 1);
  } else if (f.name == "orthogonal_") {
    if (!n) return {};
    x.normal(g, 0, 1);
    return orthogonal(in, x, size_t(s[0].n), n / size_t(s[0].n), a);
  } else if (f.name == "sparse_") {
    size_t rows = size_t(s[0].n), columns = size_t(s[1].n), zeros = size_t(std::ceil(a * double(rows)));
    x.normal(g, 0, b);
    std::vector<int64_t> order(rows);
    for (size_t c = 0; c < columns; c++) {
      g.permutation(order.data(), int64_t(rows));
      for (size_t i = 0; i < zeros && i < rows; i++) x.put(size_t(order[i]) * columns + c, 0);
    }
  } else {
    all(a);
  }
  return {};
}

Result<Value> run(Interp& in, const Native& fn, Value, Arguments& args) {
  const Function& f = *static_cast<const Function*>(fn.data);
  Value v[6];
  for (Value& x : v) x = Value::missing();
  CHECK_OK(take(in, fn, args, f.parameters, f.name == "constant_" || f.name == "sparse_" ? 2 : 1, v));
  TensorObj* t = as_tensor(v[0]);
  if (!t || t->open_input >= 0) return v[0];
  const Shape& s = t->info.shape;
  CHECK_OK(check(in, f, s));
  written_over(in, *t, f.name == "trunc_normal_" ? 5 : 1);
  bool unknown = false;
  for (Value& x : v) unknown = unknown || is_unknown(x);
  if (unknown) {
    forget_numbers(in, t->info);
    return v[0];
  }
  double a = v[1].bound() ? TRY(real_of(in, v[1])) : f.a, b = f.b;
  if (f.b != 0 && v[2].bound()) b = TRY(real_of(in, v[2]));
  double spread = TRY(spread_of(in, f, s, v, a));
  Engine* engine = torch_of(in).engine;
  if (!engine) {
    forget_numbers(in, t->info);
    return v[0];
  }
  if (!has_numbers(t->info)) CHECK_OK(allocate(in, t->info));
  DrawingFrom drawing(in, args.get("generator"));
  if (Observer* o = torch_of(in).observer) o->changes(t->info.storage);
  View to = Run::in(t->info);
  bool direct = to.dtype == DType::float32 && to.contiguous();
  Numbers x(t->info.dtype == DType::float64, size_t(numel(s).n), direct ? static_cast<float*>(to.data) : nullptr);
  CHECK_OK(make_numbers(in, engine->random, f, s, x, v, a, b, spread));
  if (direct) return v[0];
  copy(x.wide ? dense(x.large.data(), DType::float64, to.sizes) : dense(x.small, DType::float32, to.sizes), to);
  return v[0];
}

Result<Value> first(Interp&, const Native&, Value, Arguments& args) { return args.pos.empty() ? Value() : args.pos[0]; }

}  // namespace

Value init_function(Interp& in, std::string_view name) {
  if (name == "calculate_gain") return in.native(name, calculate_gain);
  if (name == "_calculate_fan_in_and_fan_out") return in.native(name, fan_in_and_out);
  for (auto& f : kFunctions)
    // xavier_uniform is the old name of xavier_uniform_.
    if (f.name == name || f.name.substr(0, f.name.size() - 1) == name) return in.native(name, run, &f);
  return in.native(name, first);
}

}  // namespace shapewalk
