// Tanhshrink; near 0, where x and tanh(x) are all but equal, by its series.
fn apply(x: f32) -> f32 {
  let s = x * x;
  let near = x * s * (0.33333334 - s * (0.13333334 - s * (0.053968254 - s * 0.021869488)));
  return select(x - hyperbolic_tangent(x), near, abs(x) < 0.3);
}
