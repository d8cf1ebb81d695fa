// A mask over scores: numbers that are added, or (A_HIDES 0 or 1) where that stands a score counts for nothing.
@group(0) @binding(2) var<storage, read> mask_a: array<f32>;

fn masked_a(score: f32, line: u32, k: u32) -> f32 {
  let m = mask_a[A_OFFSET + walk_a(line) + k * A_STEP];
  if (A_HIDES == 2) {
    return score + m;
  }
  return select(score, HIDDEN, (m != 0) == (A_HIDES == 1));
}
