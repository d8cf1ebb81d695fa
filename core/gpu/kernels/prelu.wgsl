// PReLU: a slope for the negative numbers of each channel.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  y[i] = select(x[i] * slopes[i / INNER % CHANNELS], x[i], x[i] > 0);
}
