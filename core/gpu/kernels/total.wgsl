// The sum of each line, times SCALE.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var sum = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    sum += x[first + k * STEP];
  }
  sum = sum_of_all(sum, lane);
  if (lane == 0) {
    y[line] = finish(sum * SCALE, line, 0);
  }
}
