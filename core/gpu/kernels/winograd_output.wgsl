// Winograd's transform of the products back to TILE² pixels. Needs winograd_*.wgsl and finish.
// Constants: CHANNELS (of all groups), OUT_H, OUT_W, TILES_H, TILES_W, COLUMNS (tiles of all pictures).
@group(0) @binding(0) var<storage, read> products: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let channel = id.y;
  if (column >= COLUMNS) {
    return;
  }
  var half: array<array<f32, TILE>, POINTS>;
  for (var i = 0u; i < POINTS; i++) {
    var line: array<f32, POINTS>;
    for (var j = 0u; j < POINTS; j++) {
      line[j] = products[((i * POINTS + j) * CHANNELS + channel) * COLUMNS + column];
    }
    half[i] = transform_output(line);
  }
  let picture = column / (TILES_H * TILES_W);
  let top = column / TILES_W % TILES_H * TILE;
  let first = column % TILES_W * TILE;
  for (var j = 0u; j < TILE; j++) {
    var line: array<f32, POINTS>;
    for (var i = 0u; i < POINTS; i++) {
      line[i] = half[i][j];
    }
    let sums = transform_output(line);
    for (var i = 0u; i < TILE; i++) {
      if (top + i < OUT_H && first + j < OUT_W) {
        let at = ((picture * CHANNELS + channel) * OUT_H + top + i) * OUT_W + first + j;
        y[at] = finish(sums[i], at, channel);
      }
    }
  }
}
