// What an input must look like, from the first layer that takes it.
#include "shape/words.h"
#include "trace/trace.h"

namespace shapewalk {

namespace {

int64_t attribute(const ModuleInst& m, std::string_view name, int64_t otherwise) {
  for (auto& a : m.arguments)
    if (a.name == name) return a.arg.kind == Arg::integer ? a.arg.i.n : otherwise;
  return otherwise;
}

bool flag(const ModuleInst& m, std::string_view name) {
  for (auto& a : m.arguments)
    if (a.name == name) return a.arg.flag;
  return false;
}

InputSpec spec(std::string axes, std::vector<int64_t> sizes) {
  InputSpec s;
  s.open = false;
  s.axes = std::move(axes);
  s.sizes = std::move(sizes);
  for (char c : s.axes) s.free.push_back(c != 'f' && c != 'c');
  return s;
}

std::string spatial_letters(int n) { return n == 1 ? "l" : n == 2 ? "hw" : "dhw"; }

// Sizes large enough for any layer to have work to do; powers of two, so that halvings come out even.
std::vector<int64_t> image(int n, int64_t channels) {
  std::vector<int64_t> sizes{1, channels};
  for (int i = 0; i < n; i++) sizes.push_back(n == 1 ? 65536 : n == 2 ? 512 : 64);
  return sizes;
}

// What this built-in layer wants; open where it takes anything.
InputSpec of_layer(const ModuleInst& m, int64_t channels, const std::string& channels_from) {
  std::string_view family = m.row ? m.row->family : std::string_view();
  std::string_view name = m.row ? m.row->name : std::string_view();
  int n = m.row ? m.row->spatial : 0;
  if (int64_t c = attribute(m, "in_channels", 0); c > 0 && n > 0) return spec("nc" + spatial_letters(n), image(n, c));
  if (int64_t f = attribute(m, "in_features", 0); f > 0) return spec("nf", {1, f});
  if (int64_t f = attribute(m, "input_size", 0); f > 0) {
    if (name.ends_with("Cell")) return spec("nf", {1, f});
    return flag(m, "batch_first") ? spec("ntf", {1, 16, f}) : spec("tnf", {16, 1, f});
  }
  if (attribute(m, "num_embeddings", 0) > 0) {
    InputSpec s = spec("nt", {1, 16});
    s.dtype = DType::int64;
    return s;
  }
  if (int64_t f = attribute(m, "num_features", 0); f > 0) {
    if (name.ends_with("1d")) return spec("nf", {2, f});
    int d = name.ends_with("3d") ? 3 : 2;
    return spec("nc" + spatial_letters(d), image(d, f));
  }
  if (int64_t f = attribute(m, "embed_dim", 0); f > 0)
    return flag(m, "batch_first") ? spec("ntf", {1, 16, f}) : spec("tnf", {16, 1, f});
  if (int64_t c = attribute(m, "num_channels", 0); c > 0) return spec("nchw", image(2, c));
  if (name == "LayerNorm" || name == "RMSNorm")
    for (auto& a : m.arguments)
      if (a.name == "normalized_shape") {
        Shape v = a.arg.kind == Arg::ints ? a.arg.v : Shape{a.arg.i};
        if (v.size() == 1) return spec("ntf", {1, 16, v[0].n});
        std::vector<int64_t> sizes{1};
        std::string axes = "n";
        for (auto& d : v) sizes.push_back(d.n), axes += 'f';
        return spec(axes, sizes);
      }
  if (n > 0 && (family == "pooling" || family == "adaptive_pooling" || family == "convolution" ||
                family == "transposed_convolution")) {
    InputSpec s = spec("nc" + spatial_letters(n), image(n, channels));
    s.channels_from = channels_from;
    return s;
  }
  return {};
}

}  // namespace

InputSpec needed_input(const Row* row, Call*, ModuleInst* module, ModuleInst* root, size_t axes) {
  // Where the layer itself says nothing of channels (a pool), the first convolution or norm after it does.
  int64_t channels = 3;
  std::string from = "the usual three of an image, as no layer says otherwise";
  if (root)
    for (auto& [path, m] : named_modules(*root))
      if (int64_t c = attribute(*m, "in_channels", attribute(*m, "num_features", 0)); c > 0) {
        channels = c;
        from = words("the first layer that names them, %%", {m->cls->name, path.empty() ? "" : " " + path});
        break;
      }
  if (module && module->row == row) {
    InputSpec s = of_layer(*module, channels, from);
    s.decider = module;
    if (!s.open) return s;
  }
  // Flattened at once: a Linear of 784 or 3072 features reads images of 28×28 or 3×32×32.
  if (root && row && row->family == "reshaping")
    for (auto& [path, m] : named_modules(*root)) {
      int64_t features = attribute(*m, "in_features", 0);
      if (features <= 0) continue;
      for (int64_t c : {1, 3})
        for (int64_t n = 2; c * n * n <= features; n++)
          if (c * n * n == features) {
            InputSpec s = spec("nchw", {1, c, n, n});
            s.free = {true, false, false, false};
            return s;
          }
      return spec("nf", {1, features});
    }
  // The program looks at the shape itself, or a function is first: the first layer that says anything decides, of
  // those that take as many axes where a pattern tells how many there are.
  if (root)
    for (auto& [path, m] : named_modules(*root))
      if (m->row)
        if (InputSpec s = of_layer(*m, channels, from); !s.open) {
          if (axes == 3 && s.axes == "nf") s = spec("ntf", {1, 16, s.sizes[1]});
          if (axes && s.sizes.size() != axes) continue;
          s.decider = m;
          return s;
        }
  int space = axes == 3 || axes == 5 ? int(axes) - 2 : 2;
  InputSpec s = spec("nc" + spatial_letters(space), image(space, channels));
  s.channels_from = from;
  return s;
}

}  // namespace shapewalk
