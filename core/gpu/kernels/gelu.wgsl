// GELU.
fn apply(x: f32) -> f32 {
  return 0.5 * x * (1 + error_function(x * 0.7071067811865476));
}
