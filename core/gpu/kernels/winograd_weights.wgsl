// Winograd's transform of 3×3 weights, laid out for left_packed.wgsl with a group for each of POINTS² points and group.
// Needs winograd_*.wgsl. Constants: as in pack_weights.wgsl.
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<f32>;

const ROWS4 = (ROWS + 3) / 4;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  let channel = id.y;
  let group = id.z;
  if (row >= ROWS4 * 4) {
    return;
  }
  let start = i32(group) * STEP_GROUP + i32(row) * STEP_ROW + i32(channel) * STEP_CHANNEL;
  var half: array<array<f32, POINTS>, 3>;
  for (var i = 0; i < 3; i++) {
    var line: array<f32, 3>;
    for (var j = 0; j < 3; j++) {
      line[j] = select(0, given[start + i * STEP_H + j * STEP_W], row < ROWS);
    }
    half[i] = transform_weights(line);
  }
  for (var j = 0u; j < POINTS; j++) {
    let line = transform_weights(array(half[0][j], half[1][j], half[2][j]));
    for (var i = 0u; i < POINTS; i++) {
      packed[((((i * POINTS + j) * GROUPS + group) * CHANNELS + channel) * ROWS4) * 4 + row] = line[i];
    }
  }
}
