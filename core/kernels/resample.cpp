#include "kernels/resample.h"

#include <algorithm>
#include <cstring>

namespace shapewalk {

std::vector<int64_t> padded_cells(int64_t in, int64_t before, int64_t after, PadMode mode) {
  std::vector<int64_t> cells;
  // What is cut off never comes round again.
  int64_t first = mode == PadMode::circular ? std::max<int64_t>(-before, 0) : 0;
  int64_t last = mode == PadMode::circular ? in + std::min<int64_t>(after, 0) : in;
  for (int64_t i = -before; i < in + after; i++) {
    int64_t at = i;
    if (i < first || i >= last) switch (mode) {
        case PadMode::constant: at = -1; break;
        case PadMode::reflect: at = i < 0 ? -i : 2 * (in - 1) - i; break;
        case PadMode::replicate: at = i < 0 ? 0 : in - 1; break;
        // More than are left go round again, as PyTorch's copies do; of none left it reads what was never written.
        case PadMode::circular:
          at = last <= first ? -1
               : i < first   ? last - 1 - (last - 1 - i) % (last - first)
                             : first + (i - first) % (last - first);
          break;
      }
    cells.push_back(at);
  }
  return cells;
}

namespace {

template <class T>
void take(const T* from, const std::vector<int64_t>& sizes, const std::vector<std::vector<int64_t>>& cells, T fill,
          T* to) {
  size_t axes = cells.size(), lead = sizes.size() - axes;
  int64_t outer = 1, plane = 1;
  for (size_t i = 0; i < sizes.size(); i++) (i < lead ? outer : plane) *= sizes[i];
  for (auto& c : cells)
    if (c.empty()) return;
  std::vector<size_t> at(axes);
  for (int64_t o = 0; o < outer; o++, from += plane) {
    std::fill(at.begin(), at.end(), 0);
    for (bool more = true; more;) {
      int64_t row = 0;
      for (size_t i = 0; i + 1 < axes; i++) {
        int64_t c = cells[i][at[i]];
        row = c < 0 || row < 0 ? -1 : row * sizes[lead + i] + c;
      }
      const T* line = from + row * sizes.back();
      for (int64_t c : cells.back()) *to++ = row < 0 || c < 0 ? fill : line[c];
      more = false;
      for (size_t i = axes - 1; i-- > 0 && !more;) {
        more = ++at[i] < cells[i].size();
        if (!more) at[i] = 0;
      }
    }
  }
}

}  // namespace

void take_cells(const void* from, const std::vector<int64_t>& sizes, const std::vector<std::vector<int64_t>>& cells,
                const void* fill, Rep rep, void* to) {
  // Numbers are only moved: what they are makes no difference, how long they are does.
  using Four [[gnu::may_alias]] = uint32_t;
  using Eight [[gnu::may_alias]] = uint64_t;
  if (bytes_of(rep) == 4)
    take(static_cast<const Four*>(from), sizes, cells, *static_cast<const Four*>(fill), static_cast<Four*>(to));
  else
    take(static_cast<const Eight*>(from), sizes, cells, *static_cast<const Eight*>(fill), static_cast<Eight*>(to));
}

void blend_axis(const Blend& b, int64_t outer, int64_t in, int64_t inner, const float* x, float* y) {
  for (int64_t o = 0; o < outer; o++, x += in * inner)
    for (int64_t i = 0; i < b.out(); i++, y += inner) {
      std::fill_n(y, inner, 0.0f);
      for (int64_t k = b.first[size_t(i)]; k < b.first[size_t(i) + 1]; k++) {
        const float* from = x + b.cells[size_t(k)] * inner;
        float weight = b.weights[size_t(k)];
        for (int64_t j = 0; j < inner; j++) y[j] += weight * from[j];
      }
    }
}

}  // namespace shapewalk
