// Writes sums as pictures, PIXELS of them side by side for each channel, after what follows was done to them.
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn store(group: u32, split: u32, row: u32, column: u32, sum: f32) {
  let channel = group * ROWS + row;
  let at = (column / OUT_PIXELS * (GROUPS * ROWS) + channel) * OUT_PIXELS + column % OUT_PIXELS;
  y[at] = finish(sum, at, channel);
}
