// Hardshrink.
fn apply(x: f32) -> f32 {
  return select(x, 0, abs(x) <= LAMBDA);
}
