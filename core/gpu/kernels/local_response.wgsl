// Local response normalization: each number by those at its place in SIZE channels around.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let channel = i32(i / INNER % CHANNELS);
  var sum = 0.0;
  for (var c = max(channel - SIZE / 2, 0); c < min(channel - SIZE / 2 + SIZE, CHANNELS); c++) {
    let near = x[u32(i32(i) + (c - channel) * INNER)];
    sum = fma(near, near, sum);
  }
  y[i] = x[i] / pow(K + ALPHA * sum / SIZE, f32(BETA));
}
