// Mean and 1/√(variance + EPS) of each group: of segments of SEGMENT numbers, APART from one another, LENGTH in all. With
// AROUND_ZERO the mean is taken to be 0.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec2f>;

fn along(line: u32, lane: u32) {
  let first = line * SEGMENT;
  var mean = 0.0;
  if (AROUND_ZERO == 0) {
    for (var k = lane; k < LENGTH; k += LANES) {
      mean += x[first + k / SEGMENT * APART + k % SEGMENT];
    }
    mean = sum_of_all(mean, lane) / LENGTH;
  }
  var squares = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    let d = x[first + k / SEGMENT * APART + k % SEGMENT] - mean;
    squares = fma(d, d, squares);
  }
  squares = sum_of_all(squares, lane);
  if (lane == 0) {
    y[line] = vec2f(mean, inverseSqrt(squares / LENGTH + EPS));
  }
}
