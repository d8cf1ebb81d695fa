#include "kernels/sorting.h"

#include <utility>

namespace shapewalk {

namespace {

template <class T>
bool comes_before(T a, T b, bool descending) {
  bool nan_a = a != a, nan_b = b != b;
  if (nan_a || nan_b) return descending ? nan_a && !nan_b : nan_b && !nan_a;
  return descending ? a > b : a < b;
}

}  // namespace

bool Order::before(int64_t a, int64_t b) const {
  return real_ ? comes_before(real_[a], real_[b], descending_) : comes_before(whole_[a], whole_[b], descending_);
}

void in_place_order(int64_t* p, int64_t n) {
  for (int64_t i = 0; i < n; i++) p[i] = i;
}

// Merge sort from the bottom up: runs of 1, 2, 4, … are merged in pairs.
void stable_sort(const Order& o, int64_t* p, int64_t n, int64_t* spare) {
  int64_t *from = p, *to = spare;
  for (int64_t width = 1; width < n; width *= 2, std::swap(from, to))
    for (int64_t low = 0; low < n; low += 2 * width) {
      int64_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
      for (int64_t k = low, a = low, b = middle; k < high; k++) {
        bool right = a >= middle || (b < high && o.before(from[b], from[a]));
        to[k] = right ? from[b++] : from[a++];
      }
    }
  for (int64_t i = 0; i < n && from != p; i++) p[i] = from[i];
}

// --- what std::sort and its kin are made of: all on [first, last) of the places ------------------

namespace {

void insertion_sort(const Order& o, int64_t* p, int64_t first, int64_t last) {
  for (int64_t i = first + 1; i < last; i++) {
    int64_t x = p[i], k = i;
    for (; k > first && o.before(x, p[k - 1]); k--) p[k] = p[k - 1];
    p[k] = x;
  }
}

// The median of three becomes the pivot at `first`; what comes before it goes to the left, the rest to the right.
int64_t partition(const Order& o, int64_t* p, int64_t first, int64_t last) {
  int64_t a = first + 1, b = first + (last - first) / 2, c = last - 1;
  bool ab = o.before(p[a], p[b]);
  int64_t low = ab ? a : b, high = ab ? b : a;
  // Between the two, or at the end that c leaves to be the middle.
  int64_t median = o.before(p[high], p[c]) ? high : o.before(p[low], p[c]) ? c : low;
  std::swap(p[first], p[median]);
  int64_t i = first + 1, j = last;
  while (true) {
    while (o.before(p[i], p[first])) i++;
    j--;
    while (o.before(p[first], p[j])) j--;
    if (i >= j) return i;
    std::swap(p[i++], p[j]);
  }
}

// Puts x into the heap's hole: the hole sinks to the bottom, and x rises from there.
void sift(const Order& o, int64_t* p, int64_t hole, int64_t n, int64_t x) {
  int64_t top = hole;
  while (2 * hole + 2 < n) {
    int64_t child = 2 * hole + 2;
    if (o.before(p[child], p[child - 1])) child--;
    p[hole] = p[child], hole = child;
  }
  if (2 * hole + 2 == n) p[hole] = p[n - 1], hole = n - 1;
  for (int64_t parent = (hole - 1) / 2; hole > top && o.before(p[parent], x); parent = (hole - 1) / 2)
    p[hole] = p[parent], hole = parent;
  p[hole] = x;
}

// The first k of n as a heap whose top comes last of them.
void heap_select(const Order& o, int64_t* p, int64_t n, int64_t k) {
  for (int64_t i = k / 2; i-- > 0;) sift(o, p, i, k, p[i]);
  for (int64_t i = k; i < n; i++)
    if (o.before(p[i], p[0])) {
      int64_t x = p[i];
      p[i] = p[0];
      sift(o, p, 0, k, x);
    }
}

int depth_for(int64_t n) {
  int depth = 0;
  for (; n > 1; n >>= 1) depth += 2;
  return depth;
}

void sort_loop(const Order& o, int64_t* p, int64_t first, int64_t last, int depth) {
  while (last - first > 16) {
    if (depth-- == 0) return sort_first(o, p + first, last - first, last - first);
    int64_t cut = partition(o, p, first, last);
    sort_loop(o, p, cut, last, depth);
    last = cut;
  }
}

}  // namespace

void sort_first(const Order& o, int64_t* p, int64_t n, int64_t k) {
  if (k == 0) return;
  heap_select(o, p, n, k);
  for (int64_t last = k; last-- > 1;) {
    int64_t x = p[last];
    p[last] = p[0];
    sift(o, p, 0, last, x);
  }
}

void sort(const Order& o, int64_t* p, int64_t n) {
  sort_loop(o, p, 0, n, depth_for(n));
  insertion_sort(o, p, 0, n);
}

void select(const Order& o, int64_t* p, int64_t n, int64_t nth) {
  int64_t first = 0, last = n;
  for (int depth = depth_for(n); last - first > 3;) {
    if (depth-- == 0) {
      heap_select(o, p + first, last - first, nth + 1 - first);
      std::swap(p[first], p[nth]);
      return;
    }
    int64_t cut = partition(o, p, first, last);
    (cut <= nth ? first : last) = cut;
  }
  insertion_sort(o, p, first, last);
}

void quick_select(const Order& o, int64_t* p, int64_t n, int64_t nth) {
  auto order = [&](int64_t a, int64_t b) {
    if (o.before(p[b], p[a])) std::swap(p[a], p[b]);
  };
  for (int64_t left = 0, right = n - 1; right > left;) {
    if (right == left + 1) return order(left, right);
    std::swap(p[left + (right - left) / 2], p[left + 1]);
    order(left + 1, right), order(left, right), order(left + 1, left);
    int64_t i = left + 1, j = right;
    while (true) {
      do i++;
      while (o.before(p[i], p[left]));
      do j--;
      while (o.before(p[left], p[j]));
      if (j < i) break;
      std::swap(p[i], p[j]);
    }
    std::swap(p[left], p[j]);
    if (j <= nth) left = i;
    if (j >= nth) right = j - 1;
  }
}

}  // namespace shapewalk
