// Choosing a way to convolve, and taking it.
#include "kernels/conv.h"

#include "kernels/conv_methods.h"

namespace shapewalk::kernels {

namespace {

constexpr ConvMethod kMethods[] = {ConvMethod::direct, ConvMethod::depthwise, ConvMethod::winograd4,
                                   ConvMethod::winograd6};

const Way& way(ConvMethod method) {
  switch (method) {
    case ConvMethod::depthwise: return kDepthwise;
    case ConvMethod::winograd4: return kWinograd4;
    case ConvMethod::winograd6: return kWinograd6;
    default: return kDirect;
  }
}

}  // namespace

bool possible(const Conv& conv, ConvMethod method) { return way(method).possible(conv); }

ConvMethod choose(const Conv& conv, bool exact) {
  ConvMethod best = ConvMethod::direct;
  double least = kDirect.cost(conv);
  for (ConvMethod method : kMethods) {
    bool adds_products = method == ConvMethod::direct || method == ConvMethod::depthwise;
    if (!possible(conv, method) || (exact && !adds_products)) continue;
    double cost = way(method).cost(conv);
    if (cost >= least) continue;
    best = method;
    least = cost;
  }
  return best;
}

size_t packed_floats(const Conv& conv, ConvMethod method) { return way(method).packed(conv); }

size_t scratch_floats(const Conv& conv, ConvMethod method) { return way(method).scratch(conv); }

void pack(const Conv& conv, ConvMethod method, const float* weight, const float* scale, const float* bias,
          float* packed) {
  way(method).pack(conv, weight, scale, bias, packed);
}

void convolve(const Conv& conv, ConvMethod method, Input x, const float* packed, const Epilogue& epilogue, Output y,
              float* scratch) {
  if (conv.batch == 0 || conv.size[0] == 0 || conv.size[1] == 0 || conv.size[2] == 0) return;
  way(method).run(conv, x, packed, epilogue, y, scratch);
}

}  // namespace shapewalk::kernels
