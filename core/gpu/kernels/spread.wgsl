// How far the numbers of each line are from their mean, or with AROUND_ZERO from 0: the sum of squares over DIVISOR, with
// ROOT its root.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var mean = 0.0;
  if (AROUND_ZERO == 0) {
    for (var k = lane; k < LENGTH; k += LANES) {
      mean += x[first + k * STEP];
    }
    mean = sum_of_all(mean, lane) / LENGTH;
  }
  var squares = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    let d = x[first + k * STEP] - mean;
    squares = fma(d, d, squares);
  }
  squares = sum_of_all(squares, lane) / DIVISOR;
  if (lane == 0) {
    y[line] = finish(select(squares, sqrt(squares), ROOT == 1), line, 0);
  }
}
