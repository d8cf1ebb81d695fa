// The smaller of two; what is no number wins.
fn combine(a: f32, b: f32) -> f32 {
  return select(no_number(a), min(a, b), is_number(a) && is_number(b));
}
