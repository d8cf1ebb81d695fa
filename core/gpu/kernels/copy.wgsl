// A tensor that does not lie row by row, laid out so.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i < PLACES) {
    y[i] = x[OFFSET + walk_a(i)];
  }
}
