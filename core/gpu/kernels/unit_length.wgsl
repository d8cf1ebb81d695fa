// Each line divided by its length, which is taken to be EPS at least.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn along(line: u32, lane: u32) {
  let first = line / STEP * STEP * LENGTH + line % STEP;
  var squares = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    squares = fma(x[first + k * STEP], x[first + k * STEP], squares);
  }
  let size = max(sqrt(sum_of_all(squares, lane)), f32(EPS));
  for (var k = lane; k < LENGTH; k += LANES) {
    y[first + k * STEP] = x[first + k * STEP] / size;
  }
}
