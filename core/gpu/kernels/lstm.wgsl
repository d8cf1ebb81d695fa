// The next state of an LSTM's place: from the gates' sums over the last state and over the input.
@group(0) @binding(5) var<storage, read> given_memory: array<f32>;
@group(0) @binding(7) var<storage, read_write> memory: array<f32>;

fn remember(own: u32) {
  memory[own] = given_memory[own];
}

fn made(gates: ptr<function, array<f32, KINDS>>, first: u32, own: u32, before: f32) -> f32 {
  let enter = logistic((*gates)[0] + sums[first]);
  let keep = logistic((*gates)[1] + sums[first + HIDDEN]);
  let fresh = hyperbolic_tangent((*gates)[2] + sums[first + HIDDEN * 2]);
  let show = logistic((*gates)[3] + sums[first + HIDDEN * 3]);
  let now = keep * memory[own] + enter * fresh;
  memory[own] = now;
  return show * hyperbolic_tangent(now);
}
