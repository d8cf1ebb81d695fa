// The absolute value.
fn apply(x: f32) -> f32 {
  return abs(x);
}
