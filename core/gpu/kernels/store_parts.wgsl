// Writes sums as they are, a matrix of COLUMNS columns for each part and group.
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn store(group: u32, split: u32, row: u32, column: u32, sum: f32) {
  y[((split * GROUPS + group) * ROWS + row) * COLUMNS + column] = sum;
}
