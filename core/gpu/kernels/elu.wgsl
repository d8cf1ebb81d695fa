// ELU.
fn apply(x: f32) -> f32 {
  return select(ALPHA * less_one(x), x, x > 0);
}
