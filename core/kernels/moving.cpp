#include "kernels/moving.h"

namespace shapewalk {

View part(View v, size_t axis, int64_t start, int64_t count) {
  if (v.data) v.data = static_cast<char*>(v.data) + start * v.strides[axis] * bytes_of(v.rep());
  v.sizes[axis] = count;
  return v;
}

View entry(View v, size_t axis, int64_t at) {
  v = part(std::move(v), axis, at, 1);
  v.sizes.erase(v.sizes.begin() + long(axis));
  v.strides.erase(v.strides.begin() + long(axis));
  return v;
}

View turned(View v, size_t axis) {
  int64_t n = v.sizes[axis];
  if (n > 1) v = part(std::move(v), axis, n - 1, n);
  v.strides[axis] = -v.strides[axis];
  return v;
}

View stretched(const View& v, const std::vector<int64_t>& sizes) {
  View out = v;
  out.sizes = sizes;
  out.strides.assign(sizes.size(), 0);
  for (size_t i = 0; i < v.sizes.size() && i < sizes.size(); i++)
    if (v.sizes[v.sizes.size() - 1 - i] != 1) out.strides[sizes.size() - 1 - i] = v.strides[v.sizes.size() - 1 - i];
  return out;
}

namespace {

struct Moves {
  const int64_t* index;
  const void* from;
  void* to;
  Indexed axis;
  Put how = Put::replace;
  DType dtype;
  std::optional<int64_t> bad;
  const void* other = nullptr;

  // Where the index's number lies on the axis, or a remark that it does not.
  bool place(int64_t at, int64_t& offset) {
    int64_t k = index[at];
    if (k < 0 && axis.wraps) k += axis.size;
    if (k < 0 || k >= axis.size) {
      bad = index[at];
      return false;
    }
    offset = k * axis.stride;
    return true;
  }
};

template <class T>
void gather_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  Moves& m = *static_cast<Moves*>(context);
  const T* from = static_cast<const T*>(m.from) + at[1];
  T* to = static_cast<T*>(m.to) + at[2];
  int64_t offset = 0;
  for (int64_t i = 0; i < n && !m.bad; i++)
    if (m.place(at[0] + i * step[0], offset)) to[i * step[2]] = from[i * step[1] + offset];
}

float fitted(DType d, float x) { return rounded_to(d, x); }
double fitted(DType, double x) { return x; }
int64_t fitted(DType d, int64_t x) { return wrapped_to(d, x); }

template <class T>
void scatter_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  Moves& m = *static_cast<Moves*>(context);
  const T* from = static_cast<const T*>(m.from) + at[1];
  T* to = static_cast<T*>(m.to) + at[2];
  int64_t offset = 0;
  for (int64_t i = 0; i < n && !m.bad; i++) {
    if (!m.place(at[0] + i * step[0], offset)) return;
    T& x = to[i * step[2] + offset];
    T y = from[i * step[1]];
    if (m.how == Put::replace)
      x = y;
    else if constexpr (std::is_same_v<T, int64_t>)  // overflow wraps around
      x = fitted(m.dtype, int64_t(m.how == Put::add ? uint64_t(x) + uint64_t(y) : uint64_t(x) * uint64_t(y)));
    else
      x = fitted(m.dtype, m.how == Put::add ? x + y : x * y);
  }
}

template <class T>
void choose_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  Moves& m = *static_cast<Moves*>(context);
  const int64_t* mask = m.index + at[0];
  const T *a = static_cast<const T*>(m.from) + at[1], *b = static_cast<const T*>(m.other) + at[2];
  T* to = static_cast<T*>(m.to) + at[3];
  for (int64_t i = 0; i < n; i++) to[i * step[3]] = mask[i * step[0]] ? a[i * step[1]] : b[i * step[2]];
}

using Inner = void (*)(void*, const int64_t*, const int64_t*, int64_t);
constexpr Inner kGather[] = {gather_run<float>, gather_run<double>, gather_run<int64_t>};
constexpr Inner kScatter[] = {scatter_run<float>, scatter_run<double>, scatter_run<int64_t>};
constexpr Inner kChoose[] = {choose_run<float>, choose_run<double>, choose_run<int64_t>};

std::optional<int64_t> move(const Inner (&inner)[3], const View& index, const View& from, const View& to, Indexed axis,
                            Put how) {
  if (to.rep() == Rep::none) return {};
  Moves m{static_cast<const int64_t*>(index.data), from.data, to.data, axis, how, to.dtype, {}};
  walk(index.sizes, {&index.strides, &from.strides, &to.strides}, inner[size_t(to.rep())], &m);
  return m.bad;
}

}  // namespace

std::optional<int64_t> gather(const View& index, const View& from, Indexed axis, const View& to) {
  return move(kGather, index, from, to, axis, Put::replace);
}

std::optional<int64_t> scatter(const View& index, const View& from, const View& to, Indexed axis, Put how) {
  return move(kScatter, index, from, to, axis, how);
}

void choose(const View& mask, const View& a, const View& b, const View& to) {
  if (to.rep() == Rep::none) return;
  Moves m{static_cast<const int64_t*>(mask.data), a.data, to.data, {}, Put::replace, to.dtype, {}, b.data};
  walk(to.sizes, {&mask.strides, &a.strides, &b.strides, &to.strides}, kChoose[size_t(to.rep())], &m);
}

}  // namespace shapewalk
