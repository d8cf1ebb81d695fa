// The kernels for a page to time: one layer at a time, its buffers beside it. Not part of the product.
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "kernels/conv.h"
#include "kernels/linear.h"

using namespace shapewalk::kernels;

namespace {

struct Layer {
  Conv conv;
  ConvMethod method;
  Epilogue epilogue;
  float *packed, *scratch, *input, *output;
  Input x;
  Output y;
  const float *weight, *bias;  ///< of a linear layer, which `conv` then is not
};

float* floats(size_t count) {
  void* p = std::aligned_alloc(64, (count * sizeof(float) + 127) / 64 * 64);
  std::memset(p, 0, count * sizeof(float));
  return static_cast<float*>(p);
}

}  // namespace

#define EXPORT extern "C" __attribute__((used, visibility("default")))

EXPORT float* bench_floats(int count) { return floats(count); }
EXPORT void bench_free(void* p) { std::free(p); }

/// A convolution of one square picture: weights in PyTorch's layout. `method` is a ConvMethod, or -1 for what is
/// chosen.
EXPORT Layer* bench_conv(int in, int out, int size, int kernel, int stride, int pad, int groups, int relu, int method,
                         const float* weight, const float* bias) {
  Layer* l = new Layer{};
  Conv& c = l->conv;
  c.in = in;
  c.out = out;
  c.groups = groups;
  for (int a = kHeight; a <= kWidth; a++) {
    c.kernel[a] = kernel;
    c.stride[a] = stride;
    c.pad[a] = pad;
    c.size[a] = (size + 2 * pad - kernel) / stride + 1;
  }
  l->method = method < 0 ? choose(c) : ConvMethod(method);
  if (relu) l->epilogue.low = 0;
  l->packed = floats(packed_floats(c, l->method));
  l->scratch = floats(scratch_floats(c, l->method));
  pack(c, l->method, weight, nullptr, bias, l->packed);
  int padded = size + 2 * pad;
  l->input = floats(size_t(padded) * padded * in);
  l->x = {l->input + (pad * padded + pad) * in, 0, 0, Step(padded) * in, in};
  l->output = floats(size_t(c.size[1]) * c.size[2] * out);
  l->y = {l->output, 0, 0, Step(c.size[2]) * out, out};
  return l;
}

/// A linear layer; the weights are used where they are, and freed with the layer.
EXPORT Layer* bench_linear(int in, int out, float* weight, float* bias) {
  Layer* l = new Layer{};
  l->conv.in = in;
  l->conv.out = out;
  l->weight = weight;
  l->bias = bias;
  l->packed = weight;
  l->scratch = bias;
  l->x.data = l->input = floats(in);
  l->output = floats(out);
  return l;
}

EXPORT int bench_method(Layer* l) { return int(l->method); }
EXPORT const float* bench_input(Layer* l) { return l->x.data; }
EXPORT const float* bench_output(Layer* l) { return l->output; }

EXPORT void bench_run(Layer* l) {
  if (l->weight)
    linear(1, l->conv.in, l->conv.out, l->input, 0, l->weight, l->bias, l->epilogue, l->output, 0);
  else
    convolve(l->conv, l->method, l->x, l->packed, l->epilogue, l->y, l->scratch);
}

EXPORT void bench_drop(Layer* l) {
  for (float* p : {l->packed, l->scratch, l->input, l->output}) std::free(p);
  delete l;
}
