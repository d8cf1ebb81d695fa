// A mask over scores: numbers that are added, or (B_HIDES 0 or 1) where that stands a score counts for nothing.
@group(0) @binding(3) var<storage, read> mask_b: array<f32>;

fn masked_b(score: f32, line: u32, k: u32) -> f32 {
  let m = mask_b[B_OFFSET + walk_b(line) + k * B_STEP];
  if (B_HIDES == 2) {
    return score + m;
  }
  return select(score, HIDDEN, (m != 0) == (B_HIDES == 1));
}
