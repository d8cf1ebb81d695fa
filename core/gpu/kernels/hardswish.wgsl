// Hardswish.
fn apply(x: f32) -> f32 {
  return x * clamp(x + 3, 0, 6) / 6;
}
