// Softsign.
fn apply(x: f32) -> f32 {
  return x / (1 + abs(x));
}
