// exp(x) - 1.
fn apply(x: f32) -> f32 {
  return less_one(x);
}
