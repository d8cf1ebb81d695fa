// The largest number of each line, or with SIGN -1 the smallest, and where it is first.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> at: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var top = -3.4028234663852886e38;
  for (var k = lane; k < LENGTH; k += LANES) {
    top = max(top, SIGN * x[first + k * STEP]);
  }
  top = largest_of_all(top, lane);
  var before = -f32(LENGTH);
  for (var k = lane; k < LENGTH; k += LANES) {
    if (SIGN * x[first + k * STEP] == top) {
      before = max(before, -f32(k));
    }
  }
  before = largest_of_all(before, lane);
  if (lane == 0) {
    y[line] = SIGN * top;
    at[line] = -before;
  }
}
