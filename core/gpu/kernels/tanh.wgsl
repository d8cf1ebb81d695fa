// Tanh.
fn apply(x: f32) -> f32 {
  return hyperbolic_tangent(x);
}
