// Softmax of each line (of the negated numbers where SIGN is -1), or with LOG its logarithm.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var top = -3.4028234663852886e38;
  for (var k = lane; k < LENGTH; k += LANES) {
    top = max(top, SIGN * x[first + k * STEP]);
  }
  top = largest_of_all(top, lane);
  var sum = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    sum += exp(SIGN * x[first + k * STEP] - top);
  }
  sum = sum_of_all(sum, lane);
  for (var k = lane; k < LENGTH; k += LANES) {
    let below = SIGN * x[first + k * STEP] - top;
    y[first + k * STEP] = select(exp(below) / sum, below - log(sum), LOG == 1);
  }
}
