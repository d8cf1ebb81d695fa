// Hardsigmoid.
fn apply(x: f32) -> f32 {
  return clamp(x + 3, 0, 6) / 6;
}
