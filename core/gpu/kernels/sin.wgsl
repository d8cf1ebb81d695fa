// The sine.
fn apply(x: f32) -> f32 {
  return sine(x);
}
