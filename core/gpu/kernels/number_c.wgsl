// An operand that is a number.
fn operand_c(place: u32) -> f32 {
  return C;
}
