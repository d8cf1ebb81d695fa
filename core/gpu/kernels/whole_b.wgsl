// An operand that is a tensor of the result's shape.
@group(0) @binding(2) var<storage, read> b: array<f32>;

fn operand_b(place: u32) -> f32 {
  return b[place];
}
