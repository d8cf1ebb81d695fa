// Winograd's F(2×2, 3×3): four points of an axis are transformed for two outputs. The formulas are core/kernels/winograd.h's.
const TILE = 2;
const POINTS = 4;

fn transform_weights(g: array<f32, 3>) -> array<f32, 4> {
  return array(-g[0], (g[0] + g[1] + g[2]) / 2, (g[0] - g[1] + g[2]) / 2, g[2]);
}

fn transform_input(d: array<f32, 4>) -> array<f32, 4> {
  return array(d[2] - d[0], d[2] + d[1], d[2] - d[1], d[3] - d[1]);
}

fn transform_output(p: array<f32, 4>) -> array<f32, 2> {
  return array(p[0] + p[1] + p[2], p[1] - p[2] + p[3]);
}
