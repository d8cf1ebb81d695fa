// The ways to convolve, one file each; conv.h explains the arguments.
#pragma once

#include "kernels/conv.h"

namespace shapewalk::kernels {

/// One way. `cost` estimates its time in multiply-adds of four floats, for choosing.
struct Way {
  bool (*possible)(const Conv&);
  double (*cost)(const Conv&);
  size_t (*packed)(const Conv&);
  size_t (*scratch)(const Conv&);
  void (*pack)(const Conv&, const float* weight, const float* scale, const float* bias, float* packed);
  void (*run)(const Conv&, Input, const float* packed, const Epilogue&, Output, float* scratch);
};

extern const Way kDirect, kDepthwise, kWinograd4, kWinograd6;

/// Bytes that can be kept near while they are used again: half of a common second-level cache.
constexpr size_t kNear = 512 << 10;

}  // namespace shapewalk::kernels
