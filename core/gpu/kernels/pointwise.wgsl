// y = finish(x), place by place; a channel has INNER numbers.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i < arrayLength(&y)) {
    y[i] = finish(x[i], i, i / INNER % CHANNELS);
  }
}
