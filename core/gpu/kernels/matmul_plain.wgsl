// Products of matrices, each number by itself: the walks give a row's and a column's start.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let a = A_OFFSET + walk_a(i);
  let b = B_OFFSET + walk_b(i);
  var sum = 0.0;
  for (var k = 0u; k < LENGTH; k++) {
    sum = fma(x[a + k * A_STEP], weight[b + k * B_STEP], sum);
  }
  y[i] = finish(sum, i, i % CHANNELS);
}
