// Winograd's F(4×4, 3×3): six points of an axis are transformed for four outputs. The formulas are core/kernels/winograd.h's.
const TILE = 4;
const POINTS = 6;
const A = 0.75;
const B = 1.5;

fn transform_weights(g: array<f32, 3>) -> array<f32, 6> {
  let a = 1 / (2 * A * A * (A * A - B * B));
  let b = 1 / (2 * B * B * (B * B - A * A));
  let even_a = a * (g[0] + A * A * g[2]);
  let odd_a = a * A * g[1];
  let even_b = b * (g[0] + B * B * g[2]);
  let odd_b = b * B * g[1];
  return array(g[0] / (A * A * B * B), even_a + odd_a, even_a - odd_a, even_b + odd_b, even_b - odd_b, g[2]);
}

fn transform_input(d: array<f32, 6>) -> array<f32, 6> {
  let even_a = d[4] - B * B * d[2];
  let odd_a = A * (d[3] - B * B * d[1]);
  let even_b = d[4] - A * A * d[2];
  let odd_b = B * (d[3] - A * A * d[1]);
  return array(A * A * B * B * d[0] - (A * A + B * B) * d[2] + d[4], even_a + odd_a, even_a - odd_a, even_b + odd_b,
               even_b - odd_b, A * A * B * B * d[1] - (A * A + B * B) * d[3] + d[5]);
}

fn transform_output(p: array<f32, 6>) -> array<f32, 4> {
  let even_a = p[1] + p[2];
  let odd_a = p[1] - p[2];
  let even_b = p[3] + p[4];
  let odd_b = p[3] - p[4];
  return array(p[0] + even_a + even_b, A * odd_a + B * odd_b, A * A * even_a + B * B * even_b,
               A * A * A * odd_a + B * B * B * odd_b + p[5]);
}
