// The first of two numbers where a third is not 0, else the second.
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= arrayLength(&y)) {
    return;
  }
  y[i] = select(operand_b(i), operand_a(i), operand_c(i) != 0);
}
