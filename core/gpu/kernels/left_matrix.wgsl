// The left side of the sum: columns of the second of two matrices, as they lie. Constants: B_OFFSET, B_ROW, B_COLUMN, and
// walk_b's over batches. What lies beyond the last row is never stored.
@group(0) @binding(2) var<storage, read> second: array<f32>;

fn left(group: u32, inner: u32, row4: u32) -> vec4f {
  let at = B_OFFSET + walk_b(group) + inner * B_ROW + row4 * 4 * B_COLUMN;
  return vec4f(second[at], second[at + B_COLUMN], second[at + B_COLUMN * 2], second[at + B_COLUMN * 3]);
}
