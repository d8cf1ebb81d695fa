// Mish.
fn apply(x: f32) -> f32 {
  return x * hyperbolic_tangent(soft_plus(x));
}
