// Lays a convolution's weights out for left_packed.wgsl, once. Constants: GROUPS, ROWS, CHANNELS (of a group), KERNEL_D,
// KERNEL_H, KERNEL_W; TAPS as in the sum: either each cell is a tap, or there is one tap and channels come before cells.
// Where a weight lies: group · STEP_GROUP + row · STEP_ROW + channel · STEP_CHANNEL + z · STEP_D + y · STEP_H + x ·
// STEP_W.
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<f32>;

const CELLS = KERNEL_D * KERNEL_H * KERNEL_W;
const ROWS4 = (ROWS + 3) / 4;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  let inner = id.y;
  let group = id.z;
  if (row >= ROWS4 * 4) {
    return;
  }
  var channel = inner / CELLS;
  var cell = inner % CELLS;
  if (TAPS > 1) {
    cell = inner / CHANNELS;
    channel = inner % CHANNELS;
  }
  let at = i32(group) * STEP_GROUP + i32(row) * STEP_ROW + i32(channel) * STEP_CHANNEL +
           i32(cell / (KERNEL_H * KERNEL_W)) * STEP_D + i32(cell / KERNEL_W % KERNEL_H) * STEP_H + i32(cell % KERNEL_W) * STEP_W;
  packed[((group * (CHANNELS * CELLS) + inner) * ROWS4) * 4 + row] = select(0, given[at], row < ROWS);
}
