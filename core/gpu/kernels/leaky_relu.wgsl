// Leaky ReLU.
fn apply(x: f32) -> f32 {
  return select(x * SLOPE, x, x > 0);
}
