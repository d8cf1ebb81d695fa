// 1 over the number.
fn apply(x: f32) -> f32 {
  return 1 / x;
}
