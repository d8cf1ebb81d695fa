// A recurrent layer in one direction, step after step: a workgroup for each sample, whose threads have some of the HIDDEN
// places each. KINDS: 4 an LSTM, 3 a GRU, 1 a plain RNN (RELU). What the steps' inputs give is there already, by gates.
// Needs made, remember (lstm and its like). Constants: STEPS, REVERSE; SUMS_STEP, SUMS_SAMPLE, Y_STEP, Y_SAMPLE, Y_FIRST: how sums and y lie; STATE: where a state
// of the layer begins.
@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;  // of the state: HIDDEN lines of all gates
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read> given: array<f32>;
@group(0) @binding(6) var<storage, read_write> last: array<f32>;

const GATES = KINDS * HIDDEN;

var<workgroup> state: array<f32, HIDDEN>;
var<workgroup> next: array<f32, HIDDEN>;

fn logistic(x: f32) -> f32 {
  return 1 / (1 + exp(-x));
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let sample = group.x;
  let own = STATE + sample * HIDDEN;
  for (var i = thread; i < HIDDEN; i += THREADS) {
    state[i] = given[own + i];
    remember(own + i);
  }
  workgroupBarrier();
  for (var step = 0u; step < STEPS; step++) {
    let t = select(step, STEPS - 1 - step, REVERSE == 1);
    for (var i = thread; i < HIDDEN; i += THREADS) {
      var gates: array<f32, KINDS>;
      for (var g = 0u; g < KINDS; g++) {
        gates[g] = bias[g * HIDDEN + i];
      }
      for (var k = 0u; k < HIDDEN; k++) {
        let s = state[k];
        for (var g = 0u; g < KINDS; g++) {
          gates[g] = fma(s, weights[k * GATES + g * HIDDEN + i], gates[g]);
        }
      }
      next[i] = made(&gates, sample * SUMS_SAMPLE + t * SUMS_STEP + i, own + i, state[i]);
    }
    workgroupBarrier();
    for (var i = thread; i < HIDDEN; i += THREADS) {
      state[i] = next[i];
      y[Y_FIRST + sample * Y_SAMPLE + t * Y_STEP + i] = next[i];
    }
    workgroupBarrier();
  }
  for (var i = thread; i < HIDDEN; i += THREADS) {
    last[own + i] = state[i];
  }
}
