// -1, 0 or 1.
fn apply(x: f32) -> f32 {
  return sign(x);
}
