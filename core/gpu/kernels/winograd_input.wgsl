// Winograd's transform of the input: for each of POINTS² points a matrix of channels by tiles. Needs winograd_*.wgsl.
// Constants: CHANNELS (of all groups), IN_H, IN_W, PAD_H, PAD_W, TILES_H, TILES_W, COLUMNS (tiles of all pictures).
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> transformed: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let channel = id.y;
  if (column >= COLUMNS) {
    return;
  }
  let picture = column / (TILES_H * TILES_W);
  let top = i32(column / TILES_W % TILES_H * TILE) - PAD_H;
  let at = i32(column % TILES_W * TILE) - PAD_W;
  let start = (picture * CHANNELS + channel) * (IN_H * IN_W);
  var half: array<array<f32, POINTS>, POINTS>;
  for (var i = 0; i < POINTS; i++) {
    var line: array<f32, POINTS>;
    for (var j = 0; j < POINTS; j++) {
      let inside = (u32(top + i) < IN_H) & (u32(at + j) < IN_W);
      line[j] = select(0, x[start + u32(top + i) * IN_W + u32(at + j)], inside);
    }
    half[i] = transform_input(line);
  }
  for (var j = 0u; j < POINTS; j++) {
    var line: array<f32, POINTS>;
    for (var i = 0u; i < POINTS; i++) {
      line[i] = half[i][j];
    }
    line = transform_input(line);
    for (var i = 0u; i < POINTS; i++) {
      transformed[((i * POINTS + j) * CHANNELS + channel) * COLUMNS + column] = line[i];
    }
  }
}
