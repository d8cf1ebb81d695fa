// Softshrink.
fn apply(x: f32) -> f32 {
  return sign(x) * max(abs(x) - LAMBDA, 0);
}
