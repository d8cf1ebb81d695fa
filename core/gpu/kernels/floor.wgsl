// The whole number below.
fn apply(x: f32) -> f32 {
  return floor(x);
}
