// Numbers from one layout into another.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  y[TO + walk_b(i)] = x[FROM + walk_a(i)];
}
