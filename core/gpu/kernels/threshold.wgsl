// Threshold.
fn apply(x: f32) -> f32 {
  return select(VALUE, x, x > LIMIT);
}
