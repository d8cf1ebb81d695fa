// An operand that is a tensor of the result's shape.
@group(0) @binding(0) var<storage, read> a: array<f32>;

fn operand_a(place: u32) -> f32 {
  return a[place];
}
