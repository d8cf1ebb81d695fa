// Whether both are not 0.
fn combine(a: f32, b: f32) -> f32 {
  return f32(a != 0 && b != 0);
}
