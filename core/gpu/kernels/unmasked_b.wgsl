// No mask.
fn masked_b(score: f32, line: u32, k: u32) -> f32 {
  return score;
}
