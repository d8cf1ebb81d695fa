// Sums and differences.
fn combine(a: f32, b: f32) -> f32 {
  return SCALE_A * a + SCALE_B * b;
}
