// Softplus, which is x itself beyond LIMIT.
fn apply(x: f32) -> f32 {
  return select(soft_plus(BETA * x) / BETA, x, BETA * x > LIMIT);
}
