// A line of numbers by one thread. What is done along it is the kernel's `along(line, lane)`.
const LANES = 1u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let line = place(id);
  if (line < LINES) {
    along(line, 0);
  }
}

fn largest_of_all(x: f32, lane: u32) -> f32 {
  return x;
}

fn sum_of_all(x: f32, lane: u32) -> f32 {
  return x;
}
