// The phases of transposed convolutions. Along an axis output o takes input i by weight k where o + pad = i·stride + k·
// dilation; of the outputs o = phase + j·stride those are every (stride / g)-th weight with g = gcd(stride, dilation),
// and each such step takes the input dilation / g pixels further back.
#include "kernels/transposed.h"

#include <numeric>
#include <vector>

namespace shapewalk::kernels {

namespace {

/// One axis of a phase: the weights first, first + step, … and the plain convolution that they make.
struct Line {
  int first, step, count;  ///< of the weights; maybe none
  int size, pad, dilation;
};

Line line(const TransposedConv& c, int axis, int phase) {
  int s = c.stride[axis], d = c.dilation[axis], g = std::gcd(s, d);
  Line l{};
  l.step = s / g;
  l.dilation = d / g;
  l.size = (c.size[axis] - phase + s - 1) / s;
  while (l.first < l.step && (phase + c.pad[axis] - l.first * d) % s != 0) l.first++;
  if (l.first < l.step && l.first < c.kernel[axis]) l.count = (c.kernel[axis] - l.first + l.step - 1) / l.step;
  if (l.count == 0) return l;
  int last = l.first + (l.count - 1) * l.step;
  l.pad = (last * d - phase - c.pad[axis]) / s;  // exact: s divides it
  return l;
}

struct Phase {
  int at[3];
  Line lines[3];
  Conv conv;
  ConvMethod method;
};

Phase phase_of(const TransposedConv& c, bool exact, int z, int y, int x) {
  Phase p{};
  p.at[0] = z, p.at[1] = y, p.at[2] = x;
  p.conv.batch = c.batch;
  p.conv.in = c.in;
  p.conv.out = c.out;
  p.conv.groups = c.groups;
  for (int a = 0; a < 3; a++) {
    Line l = p.lines[a] = line(c, a, p.at[a]);
    p.conv.size[a] = l.size;
    p.conv.kernel[a] = l.count;
    p.conv.dilation[a] = l.dilation;
    p.conv.pad[a] = l.pad;
  }
  p.method = choose(p.conv, exact);
  return p;
}

/// All phases that have outputs.
template <class Visit>
void each_phase(const TransposedConv& c, bool exact, Visit visit) {
  for (int z = 0; z < c.stride[0] && z < c.size[0]; z++)
    for (int y = 0; y < c.stride[1] && y < c.size[1]; y++)
      for (int x = 0; x < c.stride[2] && x < c.size[2]; x++) visit(phase_of(c, exact, z, y, x));
}

}  // namespace

int TransposedConv::before(Axis a) const {
  int most = 0;
  for (int p = 0; p < stride[a] && p < size[a]; p++) {
    Line l = line(*this, a, p);
    if (l.count > 0 && l.pad > most) most = l.pad;
  }
  return most;
}

int TransposedConv::after(Axis a) const {
  int most = 0;
  for (int p = 0; p < stride[a] && p < size[a]; p++) {
    Line l = line(*this, a, p);
    int end = l.size - 1 - l.pad + (l.count - 1) * l.dilation + 1 - input[a];
    if (l.count > 0 && end > most) most = end;
  }
  return most;
}

size_t packed_floats(const TransposedConv& c, bool exact) {
  size_t all = 0;
  each_phase(c, exact, [&](const Phase& p) { all += packed_floats(p.conv, p.method); });
  return all;
}

size_t scratch_floats(const TransposedConv& c, bool exact) {
  size_t most = 0;
  each_phase(c, exact, [&](const Phase& p) {
    size_t floats = scratch_floats(p.conv, p.method);
    if (floats > most) most = floats;
  });
  return most;
}

void pack(const TransposedConv& c, bool exact, const float* weight, const float* scale, const float* bias,
          float* packed) {
  int ci = c.in / c.groups, co = c.out / c.groups;
  std::vector<float> plain;
  each_phase(c, exact, [&](const Phase& p) {
    const Line *z = &p.lines[0], *y = &p.lines[1], *x = &p.lines[2];
    plain.clear();
    for (int o = 0; o < c.out; o++)
      for (int i = 0; i < ci; i++)
        for (int kz = z->count - 1; kz >= 0; kz--)
          for (int ky = y->count - 1; ky >= 0; ky--)
            for (int kx = x->count - 1; kx >= 0; kx--) {
              size_t at = size_t(o / co * ci + i) * co + o % co;
              at = at * c.kernel[0] + z->first + kz * z->step;
              at = at * c.kernel[1] + y->first + ky * y->step;
              plain.push_back(weight[at * c.kernel[2] + x->first + kx * x->step]);
            }
    pack(p.conv, p.method, plain.data(), scale, bias, packed);
    packed += packed_floats(p.conv, p.method);
  });
}

void convolve(const TransposedConv& c, bool exact, Input x, const float* packed, const Epilogue& epilogue, Output y,
              float* scratch) {
  each_phase(c, exact, [&](const Phase& p) {
    auto apart = [&](auto picture) {
      picture.data = picture.at(0, p.at[0], p.at[1], p.at[2]);
      picture.slice *= c.stride[0];
      picture.row *= c.stride[1];
      picture.pixel *= c.stride[2];
      return picture;
    };
    Epilogue e = epilogue;
    if (e.add.data) e.add = apart(e.add);
    convolve(p.conv, p.method, x, packed, e, apart(y), scratch);
    packed += packed_floats(p.conv, p.method);
  });
}

}  // namespace shapewalk::kernels
