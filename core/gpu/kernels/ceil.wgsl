// The whole number above.
fn apply(x: f32) -> f32 {
  return ceil(x);
}
