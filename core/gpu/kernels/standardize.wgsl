// Each number by the moments of its group (moments.wgsl), of GROUP numbers.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> moments: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let m = moments[i / GROUP % GROUPS];
  y[i] = finish((x[i] - m.x) * m.y, i, i / INNER % CHANNELS);
}
