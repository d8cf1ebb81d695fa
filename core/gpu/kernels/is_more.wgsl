// Whether the first is larger.
fn combine(a: f32, b: f32) -> f32 {
  return f32(a > b);
}
