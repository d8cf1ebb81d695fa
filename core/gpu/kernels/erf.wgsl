// The error function.
fn apply(x: f32) -> f32 {
  return error_function(x);
}
