// SELU, with its two constants.
fn apply(x: f32) -> f32 {
  return 1.0507009873554805 * select(1.6732632423543772 * less_one(x), x, x > 0);
}
