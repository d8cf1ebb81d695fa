// In place of added.wgsl where there is nothing to add.
fn added(x: f32, place: u32) -> f32 {
  return x;
}
