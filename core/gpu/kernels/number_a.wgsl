// An operand that is a number.
fn operand_a(place: u32) -> f32 {
  return A;
}
