// Putting the numbers of a lane in order. PyTorch sorts stably in some places; in others the order of equal numbers is
// what the algorithms of its C++ library leave, and those are followed step by step, so that places agree too.
#pragma once

#include <cstdint>

namespace shapewalk {

/// Which of two numbers of a lane, by their places, comes first. NaN counts as larger than all.
class Order {
 public:
  Order(const double* x, bool descending) : real_(x), descending_(descending) {}
  Order(const int64_t* x, bool descending) : whole_(x), descending_(descending) {}
  bool before(int64_t a, int64_t b) const;

 private:
  const double* real_ = nullptr;
  const int64_t* whole_ = nullptr;
  bool descending_;
};

/// p[i] = i
void in_place_order(int64_t* p, int64_t n);
/// Sorts the places p of n numbers; equal numbers stay as they are. `spare` has room for n.
void stable_sort(const Order& o, int64_t* p, int64_t n, int64_t* spare);
/// As std::sort does.
void sort(const Order& o, int64_t* p, int64_t n);
/// As std::nth_element does: p[nth] is what sorting would put there, and what comes before it lies before it.
void select(const Order& o, int64_t* p, int64_t n, int64_t nth);
/// As std::partial_sort does: the first k in order.
void sort_first(const Order& o, int64_t* p, int64_t n, int64_t k);
/// As torch.kthvalue's own selection does (quick_select_template).
void quick_select(const Order& o, int64_t* p, int64_t n, int64_t nth);

}  // namespace shapewalk
