// What is done to each number as it is stored, in this order: scaled.wgsl, added.wgsl, and a function.
fn finish(x: f32, place: u32, channel: u32) -> f32 {
  return apply(added(scaled(x, channel), place));
}
