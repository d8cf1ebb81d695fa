// An operand that is a tensor of the result's shape.
@group(0) @binding(3) var<storage, read> c: array<f32>;

fn operand_c(place: u32) -> f32 {
  return c[place];
}
