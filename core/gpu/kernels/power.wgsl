// The first to the power of the second; whole powers by multiplication.
fn combine(a: f32, b: f32) -> f32 {
  let whole = min(abs(b), 64);
  if (whole == abs(b) && fract(b) == 0) {
    var y = 1f;
    var p = a;
    for (var n = u32(whole); n > 0; n >>= 1) {
      if ((n & 1) == 1) {
        y *= p;
      }
      p *= p;
    }
    return select(y, 1 / y, b < 0);
  }
  return select(pow(a, b), no_number(a), a < 0);
}
