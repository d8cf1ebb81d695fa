// In place of scaled.wgsl where there is nothing to scale by.
fn scaled(x: f32, channel: u32) -> f32 {
  return x;
}
