// The whole number towards 0.
fn apply(x: f32) -> f32 {
  return trunc(x);
}
