// A tensor of the result's shape, added to it: a residual connection.
@group(0) @binding(9) var<storage, read> addend: array<f32>;

fn added(x: f32, place: u32) -> f32 {
  return x + addend[place];
}
