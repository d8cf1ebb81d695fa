// Sigmoid.
fn apply(x: f32) -> f32 {
  return 1 / (1 + exp(-x));
}
