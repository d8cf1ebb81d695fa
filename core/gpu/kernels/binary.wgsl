// A function of two numbers, place by place.
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= arrayLength(&y)) {
    return;
  }
  y[i] = finish(combine(operand_a(i), operand_b(i)), i, i / INNER % CHANNELS);
}
