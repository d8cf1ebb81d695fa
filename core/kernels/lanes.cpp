#include "kernels/lanes.h"

namespace shapewalk {

std::vector<bool> only_axis(size_t rank, int64_t axis) {
  std::vector<bool> along(rank, false);
  if (rank) along[size_t(axis)] = true;
  return along;
}

Lanes::Lanes(const View& v, const std::vector<bool>& along) : data_(v.data), rep_(v.rep()) {
  for (size_t i = 0; i < v.sizes.size(); i++) {
    (along[i] ? length_ : count_) *= v.sizes[i];
    if (v.sizes[i] == 1) continue;
    auto& axes = along[i] ? inner_ : outer_;
    // Axes that lie end to end are one.
    if (!axes.empty() && axes.back().stride == v.strides[i] * v.sizes[i])
      axes.back() = {axes.back().size * v.sizes[i], v.strides[i]};
    else
      axes.push_back({v.sizes[i], v.strides[i]});
  }
  if (inner_.empty()) inner_.push_back({1, 1});
}

void Lanes::go_to(int64_t lane) {
  start_ = 0;
  for (size_t i = outer_.size(); i-- > 0; lane /= outer_[i].size) start_ += lane % outer_[i].size * outer_[i].stride;
}

// f(offset of the first number, step, how many, how many came before)
template <class F>
void Lanes::each_run(int64_t from, int64_t n, F f) const {
  if (!data_) return;
  const Axis& last = inner_.back();
  for (int64_t done = 0; done < n;) {
    int64_t row = (from + done) / last.size, column = (from + done) % last.size, at = start_ + column * last.stride;
    for (size_t i = inner_.size() - 1; i-- > 0; row /= inner_[i].size) at += row % inner_[i].size * inner_[i].stride;
    int64_t run = last.size - column < n - done ? last.size - column : n - done;
    f(at, last.stride, run, done);
    done += run;
  }
}

namespace {

template <class S, class T>
void gather(const void* data, int64_t at, int64_t step, int64_t n, T* to) {
  const S* from = static_cast<const S*>(data) + at;
  for (int64_t i = 0; i < n; i++) to[i] = T(from[i * step]);
}

template <class S, class T>
void scatter(void* data, int64_t at, int64_t step, int64_t n, const T* x) {
  S* to = static_cast<S*>(data) + at;
  for (int64_t i = 0; i < n; i++) to[i * step] = S(x[i]);
}

}  // namespace

void Lanes::read(int64_t from, int64_t n, double* to) const {
  auto* load = rep_ == Rep::f32   ? gather<float, double>
               : rep_ == Rep::f64 ? gather<double, double>
                                  : gather<int64_t, double>;
  each_run(from, n, [&](int64_t at, int64_t step, int64_t k, int64_t done) { load(data_, at, step, k, to + done); });
}

void Lanes::read(int64_t from, int64_t n, int64_t* to) const {
  each_run(from, n, [&](int64_t at, int64_t step, int64_t k, int64_t done) {
    gather<int64_t, int64_t>(data_, at, step, k, to + done);
  });
}

void Lanes::write(int64_t from, int64_t n, const double* x) const {
  auto* store = rep_ == Rep::f32 ? scatter<float, double> : scatter<double, double>;
  each_run(from, n, [&](int64_t at, int64_t step, int64_t k, int64_t done) { store(data_, at, step, k, x + done); });
}

void Lanes::write(int64_t from, int64_t n, const int64_t* x) const {
  each_run(from, n, [&](int64_t at, int64_t step, int64_t k, int64_t done) {
    scatter<int64_t, int64_t>(data_, at, step, k, x + done);
  });
}

}  // namespace shapewalk
