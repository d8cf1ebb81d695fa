// From the row-major place in a tensor of six axes (SIZE_0 …) to the place in one of other strides.
fn walk_c(place: u32) -> u32 {
  var rest = place;
  var at = (rest % SIZE_5) * C_STRIDE_5;
  rest /= SIZE_5;
  at += (rest % SIZE_4) * C_STRIDE_4;
  rest /= SIZE_4;
  at += (rest % SIZE_3) * C_STRIDE_3;
  rest /= SIZE_3;
  at += (rest % SIZE_2) * C_STRIDE_2;
  rest /= SIZE_2;
  at += (rest % SIZE_1) * C_STRIDE_1;
  rest /= SIZE_1;
  return at + (rest % SIZE_0) * C_STRIDE_0;
}
