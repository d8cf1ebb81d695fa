// The natural logarithm.
fn apply(x: f32) -> f32 {
  return select(no_number(x), log(x), x >= 0 && is_number(x));
}
