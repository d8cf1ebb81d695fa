// The cosine.
fn apply(x: f32) -> f32 {
  return sine(x + 1.57079632679);
}
