// What passes a gate.
fn combine(a: f32, b: f32) -> f32 {
  return a / (1 + exp(-b));
}
