// Whether a number is not 0.
fn apply(x: f32) -> f32 {
  return f32(x != 0);
}
