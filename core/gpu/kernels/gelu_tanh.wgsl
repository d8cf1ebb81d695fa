// GELU, approximated by a tanh.
fn apply(x: f32) -> f32 {
  return 0.5 * x * (1 + hyperbolic_tangent(0.7978845608028654 * (x + 0.044715 * x * x * x)));
}
