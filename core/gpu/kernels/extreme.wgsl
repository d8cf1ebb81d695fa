// The largest number of each line, or with SIGN -1 the smallest.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var top = -3.4028234663852886e38;
  for (var k = lane; k < LENGTH; k += LANES) {
    top = max(top, SIGN * x[first + k * STEP]);
  }
  top = largest_of_all(top, lane);
  if (lane == 0) {
    y[line] = finish(SIGN * top, line, 0);
  }
}
