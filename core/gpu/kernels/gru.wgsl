// The next state of a GRU's place: from the gates' sums over the last state and over the input.
fn remember(own: u32) {}

fn made(gates: ptr<function, array<f32, KINDS>>, first: u32, own: u32, before: f32) -> f32 {
  let reset = logistic((*gates)[0] + sums[first]);
  let keep = logistic((*gates)[1] + sums[first + HIDDEN]);
  let fresh = hyperbolic_tangent(sums[first + HIDDEN * 2] + reset * (*gates)[2]);
  return (before - fresh) * keep + fresh;
}
