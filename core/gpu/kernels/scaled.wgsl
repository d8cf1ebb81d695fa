// Scale and shift of each channel: batch normalization in eval mode, and biases.
@group(0) @binding(8) var<storage, read> affine: array<vec2f>;

fn scaled(x: f32, channel: u32) -> f32 {
  let a = affine[channel];
  return fma(x, a.x, a.y);
}
