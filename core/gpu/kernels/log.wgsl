// The natural logarithm.
fn apply(x: f32) -> f32 {
  return log(x);
}
