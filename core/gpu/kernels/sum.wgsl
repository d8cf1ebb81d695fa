// The sum of a window.
const START = 0.0;

fn gather(all: f32, x: f32) -> f32 {
  return all + x;
}
