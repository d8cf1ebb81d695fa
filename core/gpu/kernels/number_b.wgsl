// An operand that is a number.
fn operand_b(place: u32) -> f32 {
  return B;
}
