// Entries of an axis by their numbers, INDICES of them: an entry has INNER numbers, the axis ENTRIES of them.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> index: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let entry = u32(index[i / INNER % INDICES]);
  y[i] = x[(i / (INNER * INDICES) * ENTRIES + entry) * INNER + i % INNER];
}
