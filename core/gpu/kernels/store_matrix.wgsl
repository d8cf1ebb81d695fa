// Writes sums as matrices, their rows (COLUMNS of them here) wherever the strides say, after what follows was done to them.
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn store(group: u32, split: u32, row: u32, column: u32, sum: f32) {
  let first = OUT_OFFSET + group / OUT_INNER * OUT_LOT + group % OUT_INNER * OUT_BATCH;
  let at = first + column * OUT_ROW + row * OUT_COLUMN;
  y[at] = finish(sum, at, row);
}
