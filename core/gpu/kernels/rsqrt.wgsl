// 1 over the square root.
fn apply(x: f32) -> f32 {
  return inverseSqrt(x);
}
