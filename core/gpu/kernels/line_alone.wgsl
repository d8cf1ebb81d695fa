// A line of numbers by one thread.
const LANES = 1u;

fn line_of(id: vec3u, group: vec3u) -> u32 {
  return place(id);
}

fn lane_of(index: u32) -> u32 {
  return 0;
}

fn largest_of_all(x: f32, lane: u32) -> f32 {
  return x;
}

fn sum_of_all(x: f32, lane: u32) -> f32 {
  return x;
}
