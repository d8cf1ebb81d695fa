// The next state of a plain RNN's place: from its sums over the last state and over the input.
fn remember(own: u32) {}

fn made(gates: ptr<function, array<f32, KINDS>>, first: u32, own: u32, before: f32) -> f32 {
  let sum = (*gates)[0] + sums[first];
  return select(hyperbolic_tangent(sum), max(sum, 0), RELU == 1);
}
