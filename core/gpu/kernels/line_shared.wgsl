// A line of numbers by a workgroup: each thread takes every LANES-th number, and they put together what they have.
const LANES = 64u;

var<workgroup> lanes: array<f32, LANES>;

fn line_of(id: vec3u, group: vec3u) -> u32 {
  return group.y * GROUPS_X + group.x;
}

fn lane_of(index: u32) -> u32 {
  return index;
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
