// Softmax of each line (of the negated numbers where SIGN is -1).
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let line = line_of(id, group);
  if (line >= LINES) {
    return;
  }
  let lane = lane_of(index);
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
    y[first + k * STEP] = exp(SIGN * x[first + k * STEP] - top) / sum;
  }
}
