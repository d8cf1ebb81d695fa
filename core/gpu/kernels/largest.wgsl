// The largest number of a window.
const START = -3.4028234663852886e38;

fn gather(all: f32, x: f32) -> f32 {
  return max(all, x);
}
