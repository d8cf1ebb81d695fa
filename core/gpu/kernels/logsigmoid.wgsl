// The logarithm of the sigmoid.
fn apply(x: f32) -> f32 {
  return -soft_plus(-x);
}
