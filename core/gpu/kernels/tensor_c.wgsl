// An operand that is a tensor, broadcast.
@group(0) @binding(3) var<storage, read> c: array<f32>;

fn operand_c(place: u32) -> f32 {
  return c[C_OFFSET + walk_c(place)];
}
