// ReLU6, Hardtanh, clamp: limits LOW and HIGH.
fn apply(x: f32) -> f32 {
  return clamp(x, LOW, HIGH);
}
