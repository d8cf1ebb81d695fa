// A line of numbers by a workgroup: each thread takes every LANES-th number, and they put together what they
// have. What is done along it is the kernel's `along(line, lane)`.
const LANES = 64u;

var<workgroup> lanes: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let line = group.y * GROUPS_X + group.x;
  if (line < LINES) {
    along(line, lane);
  }
}

fn largest_of_all(x: f32, lane: u32) -> f32 {
  workgroupBarrier();
  lanes[lane] = x;
  workgroupBarrier();
  for (var half = LANES / 2; half > 0; half /= 2) {
    if (lane < half) {
      lanes[lane] = max(lanes[lane], lanes[lane + half]);
    }
    workgroupBarrier();
  }
  return lanes[0];
}

fn sum_of_all(x: f32, lane: u32) -> f32 {
  workgroupBarrier();
  lanes[lane] = x;
  workgroupBarrier();
  for (var half = LANES / 2; half > 0; half /= 2) {
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
    workgroupBarrier();
  }
  return lanes[0];
}
