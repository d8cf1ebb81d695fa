// No mask.
fn masked_a(score: f32, line: u32, k: u32) -> f32 {
  return score;
}
