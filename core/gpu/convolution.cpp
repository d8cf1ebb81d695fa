// Convolutions on the GPU: as sums over windows, by Winograd's transforms, or channel by channel; transposed ones as
// sums over channels that are then gathered.
#include <algorithm>

#include "gpu/sums.h"
#include "ops/rules.h"
#include "ops/spatial.h"

namespace shapewalk::gpu {

namespace {

/// Groups with fewer output channels than this are computed one by one.
constexpr int64_t kFewRows = 16;
/// Channels from which on Winograd's transforms pay.
constexpr int64_t kManyChannels = 16;

/// A convolution; axes in front that it lacks are 1.
struct Conv {
  int64_t batch = 1, in = 1, out = 1, groups = 1;  ///< channels of all groups
  int64_t input[3] = {1, 1, 1}, size[3] = {1, 1, 1};
  int64_t kernel[3] = {1, 1, 1}, stride[3] = {1, 1, 1}, dilation[3] = {1, 1, 1}, pad[3] = {0, 0, 0};
  int64_t channels() const { return in / groups; }
  int64_t rows() const { return out / groups; }
};

int64_t product(const int64_t (&v)[3]) { return v[0] * v[1] * v[2]; }
bool all_are(const int64_t (&v)[3], int64_t n) { return v[0] == n && v[1] == n && v[2] == n; }

class Convolution {
 public:
  explicit Convolution(Lowering& l) : l_(l), sums_(l, l.call.tensor("weight")) {}
  bool plain();
  bool transposed();

 private:
  bool read(bool transposed);
  bool lay_around();
  int32_t input(Variant& v);
  Dispatch windows(int32_t x, bool table);
  bool direct(const Tile& tile);
  bool winograd(const Tile& tile, int64_t pixels);
  bool depthwise();
  Variant& begin(const char* way, const char* tile);
  void finish();
  Weights weights() const;
  Target target() const { return {y_, &finish_, product(c_.size)}; }

  Lowering& l_;
  Sums sums_;
  Conv c_;
  int32_t x_ = -1, y_ = -1;
  int64_t given_[3] = {1, 1, 1};  ///< sizes of the input before what is laid around it
  std::vector<float> around_;     ///< for kernels/take.wgsl; empty: nothing is
  int32_t around_table_ = -1, cells_table_ = -1;
  Finish finish_;
  std::vector<Variant> variants_;
};

bool Convolution::read(bool transposed) {
  const Call& call = l_.call;
  int n = call.windows.size() <= 3 ? int(call.windows.size()) : 0;
  const TensorInfo& in = call.tensor("input");
  auto from = extent_of(in.shape, n), to = extent_of(call.out[0].shape, n);
  const Arg& bias = call.arg("bias");
  if (n == 0 || !from || !to || in.dtype != DType::float32) return false;
  if (bias.kind == Arg::tensor && !l_.numbers(bias.t[0])) return false;
  c_.batch = from->batch, c_.in = from->channels, c_.out = to->channels;
  c_.groups = max(call.integer("groups").n, 1);
  for (int a = 0; a < 3; a++) {
    given_[a] = c_.input[a] = from->size[a], c_.size[a] = to->size[a];
    if (a < 3 - n) continue;
    const WindowInfo& w = call.windows[size_t(a - 3 + n)];
    c_.kernel[a] = w.kernel, c_.stride[a] = w.stride, c_.dilation[a] = w.dilation, c_.pad[a] = w.pad_before;
  }
  x_ = l_.plain(in);
  return x_ >= 0 && c_.channels() > 0 && c_.rows() > 0 && (transposed || lay_around()) && sums_.ready();
}

/// Padding with cells of the input.
bool Convolution::lay_around() {
  std::string_view mode = l_.call.text("padding_mode");
  size_t n = l_.call.windows.size();
  bool any = false;
  for (auto& w : l_.call.windows) any = any || w.pad_before || w.pad_after;
  if (mode.empty() || mode == "zeros" || !any) return true;
  for (size_t a = 0; a < 3; a++) {
    if (a < 3 - n) {
      around_.push_back(0);
      continue;
    }
    const WindowInfo& w = l_.call.windows[a - 3 + n];
    auto cells = padded_cells(w.in, w.pad_before, w.pad_after, *pad_mode(mode));
    for (int64_t c : cells) around_.push_back(float(c));
    c_.input[a] = int64_t(cells.size()), c_.pad[a] = 0;
  }
  return true;
}

/// The input as the windows see it.
int32_t Convolution::input(Variant& v) {
  if (around_.empty()) return x_;
  if (around_table_ < 0) {
    std::vector<float> table = around_;
    table.push_back(0);  // zeros where a cell is -1
    around_table_ = l_.constant(std::move(table));
  }
  int64_t n = c_.batch * c_.in * product(c_.input);
  int32_t y = l_.scratch(n);
  Dispatch d;
  places(d, n);
  set_axes(d, "IN", given_), set_axes(d, "OUT", c_.input);
  d.set("CHANNELS", 1);
  l_.bind(d, kIn, x_), l_.bind(d, kOut, y), l_.bind(d, kWeight, around_table_);
  l_.finish(d, {});
  d.shader.push_back("take");
  v.dispatches.push_back(std::move(d));
  return y;
}

/// What is left to do to the results. To be called once all else is known to be possible.
void Convolution::finish() {
  const Call& call = l_.call;
  const Arg& bias = call.arg("bias");
  bool second = call.tensor("input").shape.size() == call.windows.size() + 2;
  finish_ = l_.fold({c_.out, second, bias.kind == Arg::tensor ? l_.numbers(bias.t[0]) : nullptr});
  y_ = l_.result();
}

Weights Convolution::weights() const {
  Weights w;
  int64_t cells = product(c_.kernel);
  w.channels = c_.channels();
  std::copy_n(c_.kernel, 3, w.kernel);
  w.step_channel = cells, w.step_row = cells * c_.channels(), w.step_group = w.step_row * c_.rows();
  w.step[0] = c_.kernel[1] * c_.kernel[2], w.step[1] = c_.kernel[2], w.step[2] = 1;
  return w;
}

Variant& Convolution::begin(const char* way, const char* tile) {
  variants_.push_back({std::string(way) + tile, {}, {}});
  return variants_.back();
}

/// The right side: the windows of the input.
Dispatch Convolution::windows(int32_t x, bool table) {
  Dispatch d;
  l_.bind(d, kIn, x);
  if (!table && product(c_.kernel) == 1 && all_are(c_.stride, 1) && all_are(c_.pad, 0) && c_.batch == 1) {
    d.shader.push_back("gather_columns");
    return d;
  }
  set_axes(d, "IN", c_.input), set_axes(d, "OUT", c_.size), set_axes(d, "STRIDE", c_.stride);
  set_axes(d, "DILATION", c_.dilation), set_axes(d, "PAD", c_.pad);
  d.shader.push_back(table ? "gather_window" : "gather_image");
  if (!table) return d;
  d.set("CHANNELS", double(c_.channels()));
  if (cells_table_ < 0) {
    std::vector<float> cells;
    int64_t at[3];
    for (int64_t i = 0; i < c_.channels(); i++)
      for (int64_t z = 0; z < c_.kernel[0]; z++)
        for (int64_t y = 0; y < c_.kernel[1]; y++)
          for (int64_t x = 0; x < c_.kernel[2]; x++) {
            at[0] = z * c_.dilation[0], at[1] = y * c_.dilation[1], at[2] = x * c_.dilation[2];
            int64_t place = ((i * c_.input[0] + at[0]) * c_.input[1] + at[1]) * c_.input[2] + at[2];
            cells.insert(cells.end(), {float(at[0]), float(at[1]), float(at[2]), float(place)});
          }
    cells_table_ = l_.constant(std::move(cells));
  }
  l_.bind(d, 3, cells_table_);
  return d;
}

bool Convolution::direct(const Tile& tile) {
  int64_t cells = product(c_.kernel), channels = c_.channels();
  // Few channels would leave most of a tile empty: then the window's cells come into it too.
  bool table = tile.block && cells > 1 && channels % tile.inner != 0 && channels < 2 * tile.inner &&
               channels * product(c_.input) < 1 << 24;
  Variant& v = begin("direct ", tile.name);
  Sum s{c_.groups, c_.rows(), c_.batch * product(c_.size), table ? channels * cells : channels};
  if (!table) std::copy_n(c_.kernel, 3, s.taps);
  Dispatch pack;
  pack.shader.push_back("pack_weights");
  pack.set("TAPS", double(s.depth() / s.inner));
  int32_t left = sums_.pack(v, table, std::move(pack), weights(), s.groups, s.rows, s.depth(),
                            s.groups * s.depth() * ceil_of(s.rows, 4) * 4);
  return left >= 0 && sums_.add(v, s, tile, windows(input(v), table), left, target());
}

/// Winograd's F(pixels², 3×3).
bool Convolution::winograd(const Tile& tile, int64_t pixels) {
  const char* transforms = pixels == 4 ? "winograd_4x4" : "winograd_2x2";
  int64_t points = (pixels + 2) * (pixels + 2), channels = c_.channels(), rows = c_.rows();
  int64_t down = ceil_of(c_.size[1], pixels), across = ceil_of(c_.size[2], pixels), columns = c_.batch * down * across;
  Variant& v = begin("winograd ", tile.name);
  Dispatch pack;
  pack.shader = {transforms, "winograd_weights"};
  int32_t left = sums_.pack(v, 2, std::move(pack), weights(), c_.groups, rows, channels,
                            points * c_.groups * channels * ceil_of(rows, 4) * 4);
  auto tiles = [&](Dispatch& d) {
    d.set("TILES_H", double(down)), d.set("TILES_W", double(across)), d.set("COLUMNS", double(columns));
  };
  Dispatch in;
  int32_t transformed = l_.scratch(points * c_.in * columns), products = l_.scratch(points * c_.out * columns);
  l_.bind(in, kIn, input(v)), l_.bind(in, kOut, transformed);
  in.set("CHANNELS", double(c_.in)), set_axes(in, "IN", c_.input), set_axes(in, "PAD", c_.pad);
  tiles(in);
  in.shader = {transforms, "winograd_input"};
  if (left < 0 || !set_groups(in, ceil_of(columns, kThreads), c_.in, 1)) return false;
  v.dispatches.push_back(std::move(in));
  Dispatch right;
  right.shader.push_back("gather_columns");
  l_.bind(right, kIn, transformed);
  if (!sums_.add(v, {points * c_.groups, rows, columns, channels}, tile, std::move(right), left, {products}))
    return false;
  Dispatch out;
  l_.bind(out, kIn, products), l_.bind(out, kOut, y_);
  out.set("CHANNELS", double(c_.out)), set_axes(out, "OUT", c_.size);
  tiles(out);
  out.shader.push_back(transforms);
  l_.finish(out, finish_);
  out.shader.push_back("winograd_output");
  if (!set_groups(out, ceil_of(columns, kThreads), c_.out, 1)) return false;
  v.dispatches.push_back(std::move(out));
  return true;
}

/// One output channel at a time.
bool Convolution::depthwise() {
  Variant& v = begin("depthwise", "");
  int64_t columns = c_.batch * product(c_.size);
  Weights w = weights();
  int32_t weight = l_.plain(l_.call.tensor("weight"));
  Dispatch d;
  l_.bind(d, kIn, input(v));
  set_axes(d, "IN", c_.input), set_axes(d, "OUT", c_.size), set_axes(d, "STRIDE", c_.stride);
  set_axes(d, "DILATION", c_.dilation), set_axes(d, "PAD", c_.pad), set_axes(d, "KERNEL", c_.kernel);
  d.set("GROUPS", double(c_.groups)), d.set("ROWS", double(c_.rows())), d.set("COLUMNS", double(columns));
  d.set("INNER", double(c_.channels())), d.set("THREADS", kThreads);
  d.set("STEP_GROUP", double(w.step_group)), d.set("STEP_ROW", double(w.step_row));
  d.set("STEP_CHANNEL", double(w.step_channel)), set_axes(d, "STEP", w.step);
  l_.bind(d, kWeight, weight);
  d.shader.push_back("gather_image");
  store(l_, d, target());
  d.shader.push_back("conv_depthwise");
  if (!set_groups(d, ceil_of(columns, 4 * kThreads), c_.out, 1)) return false;
  v.dispatches.push_back(std::move(d));
  return true;
}

bool Convolution::plain() {
  if (!read(false)) return false;
  finish();
  auto add = [&](bool possible) {
    if (!possible) variants_.pop_back();
  };
  bool one_by_one = c_.rows() < kFewRows && c_.groups > 1;
  if (one_by_one) add(depthwise());
  bool square = c_.kernel[0] == 1 && c_.input[0] == 1 && c_.kernel[1] == 3 && c_.kernel[2] == 3 &&
                all_are(c_.stride, 1) && all_are(c_.dilation, 1);
  bool many = c_.channels() >= kManyChannels && c_.rows() >= kManyChannels;
  if (square && many) {
    auto cost = [&](int64_t pixels) {
      return (pixels + 2) * (pixels + 2) * ceil_of(c_.size[1], pixels) * ceil_of(c_.size[2], pixels);
    };
    int64_t pixels = cost(2) <= cost(4) ? 2 : 4;
    Sum s{(pixels + 2) * (pixels + 2) * c_.groups, c_.rows(),
          c_.batch * ceil_of(c_.size[1], pixels) * ceil_of(c_.size[2], pixels), c_.channels()};
    for (const Tile& tile : winograd_tiles(s)) add(winograd(tile, pixels));
  }
  Sum s{c_.groups, c_.rows(), c_.batch * product(c_.size), c_.channels()};
  // Beside Winograd's one is enough, in case that the GPU's memory is slow.
  bool beside = !variants_.empty();
  if (!one_by_one)
    for (const Tile& tile : tiles_for(s)) {
      add(direct(tile));
      if (beside) break;
    }
  if (variants_.empty()) return false;
  l_.emit(std::move(variants_));
  return true;
}

/// Each input pixel gives a product for every cell of the window and output channel; what falls on an output is added.
bool Convolution::transposed() {
  if (!read(true)) return false;
  int64_t cells = product(c_.kernel);
  Sum s{c_.groups, c_.rows() * cells, c_.batch * product(c_.input), c_.channels()};
  if (s.groups * s.rows > 65535) return false;
  finish();
  Weights w;
  w.channels = c_.channels(), w.step_row = 1, w.step_channel = s.rows, w.step_group = s.rows * c_.channels();
  Conv pixels = c_;
  for (int a = 0; a < 3; a++) pixels.kernel[a] = pixels.stride[a] = pixels.dilation[a] = 1, pixels.pad[a] = 0;
  for (int a = 0; a < 3; a++) pixels.size[a] = pixels.input[a];
  Conv whole = c_;
  for (const Tile& tile : tiles_for(s)) {
    Variant& v = begin("transposed ", tile.name);
    Dispatch pack;
    pack.shader.push_back("pack_weights");
    pack.set("TAPS", 1);
    int32_t left =
        sums_.pack(v, 0, std::move(pack), w, s.groups, s.rows, s.inner, s.groups * s.inner * ceil_of(s.rows, 4) * 4);
    int32_t products = l_.scratch(s.count());
    c_ = pixels;
    Dispatch right = windows(x_, false);
    c_ = whole;
    if (left < 0 || !sums_.add(v, s, tile, std::move(right), left, {products})) {
      variants_.pop_back();
      continue;
    }
    Dispatch d;
    int64_t n = c_.batch * c_.out * product(c_.size);
    places(d, n);
    set_axes(d, "IN", c_.input), set_axes(d, "OUT", c_.size), set_axes(d, "KERNEL", c_.kernel);
    set_axes(d, "STRIDE", c_.stride), set_axes(d, "DILATION", c_.dilation), set_axes(d, "PAD", c_.pad);
    d.set("CHANNELS", double(c_.out)), d.set("COLUMNS", double(s.columns));
    l_.bind(d, kIn, products), l_.bind(d, kOut, y_);
    l_.finish(d, finish_);
    d.shader.push_back("collect");
    v.dispatches.push_back(std::move(d));
  }
  if (variants_.empty()) return false;
  l_.emit(std::move(variants_));
  return true;
}

}  // namespace

bool lower_conv(Lowering& l) { return Convolution(l).plain(); }
bool lower_transposed_conv(Lowering& l) { return Convolution(l).transposed(); }

}  // namespace shapewalk::gpu
