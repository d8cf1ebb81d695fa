// A linear layer of few rows: each workgroup adds one output, for ROWS rows of the input at once.
// Needs store, finish. Constants: COLUMNS (rows of the input), INNER, ROWS (outputs), FOURS (INNER in fours), THREADS.
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;

var<workgroup> parts: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = tile.x;
  let column = tile.y;
  var sum: vec4f;
  for (var i = thread; i < INNER / 4; i += THREADS) {
    sum += weights[row * (INNER / 4) + i] * x[column * (INNER / 4) + i];
  }
  parts[thread] = sum.x + sum.y + sum.z + sum.w;
  for (var half = u32(THREADS / 2); half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      parts[thread] += parts[thread + half];
    }
  }
  if (thread == 0) {
    store(0, 0, row, column, parts[0]);
  }
}
