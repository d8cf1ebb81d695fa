// A tensor seen as lanes: runs of numbers along the axes that an operation works on, wherever they lie in memory.
#pragma once

#include "kernels/storage.h"

namespace shapewalk {

class Lanes {
 public:
  /// `along` says of each axis whether it is inside a lane. The other axes count the lanes, in row-major order.
  Lanes(const View& v, const std::vector<bool>& along);
  int64_t count() const { return count_; }    ///< lanes
  int64_t length() const { return length_; }  ///< numbers in each
  /// Takes up a lane; those that follow one another are cheapest.
  void go_to(int64_t lane);
  /// Numbers from … from + n − 1 of the lane, as double or int64_t, from where they lie or to there.
  void read(int64_t from, int64_t n, double* to) const;
  void read(int64_t from, int64_t n, int64_t* to) const;
  void write(int64_t from, int64_t n, const double* x) const;
  void write(int64_t from, int64_t n, const int64_t* x) const;

 private:
  struct Axis {
    int64_t size, stride;
  };
  template <class F>
  void each_run(int64_t from, int64_t n, F f) const;
  std::vector<Axis> outer_, inner_;
  void* data_;
  Rep rep_;
  int64_t count_ = 1, length_ = 1, start_ = 0;
};

/// One axis, as Lanes wants it.
std::vector<bool> only_axis(size_t rank, int64_t axis);

}  // namespace shapewalk
