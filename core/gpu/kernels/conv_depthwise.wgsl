// Convolutions whose output channels each read few input channels: one output channel and four pixels a thread.
// Needs gather_image, finish. Constants: as there, and GROUPS, ROWS (output channels of a group), KERNEL_D, KERNEL_H,
// KERNEL_W, COLUMNS, OUT_PIXELS, THREADS. The weights lie as in pack_weights.wgsl's input.
@group(0) @binding(2) var<storage, read> weights: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let channel = tile.y;
  let group = channel / ROWS;
  let column = tile.x * THREADS * 4 + thread.x;
  let a = origin(group, column);
  let b = origin(group, column + THREADS);
  let c = origin(group, column + THREADS * 2);
  let d = origin(group, column + THREADS * 3);
  var sums: vec4f;
  let cell = i32(group) * STEP_GROUP + i32(channel % ROWS) * STEP_ROW;
  for (var z = 0u; z < KERNEL_D; z++) {
    for (var y = 0u; y < KERNEL_H; y++) {
      for (var x = 0u; x < KERNEL_W; x++) {
        let tap = vec3u(z, y, x);
        let pa = place(a, tap);
        let pb = place(b, tap);
        let pc = place(c, tap);
        let pd = place(d, tap);
        var at = cell + i32(z) * STEP_D + i32(y) * STEP_H + i32(x) * STEP_W;
        for (var i = 0u; i < INNER; i++) {
          sums += weights[at] * vec4f(fetch(pa, i), fetch(pb, i), fetch(pc, i), fetch(pd, i));
          at += STEP_CHANNEL;
        }
      }
    }
  }
  for (var i = 0u; i < 4; i++) {
    let at = column + i * THREADS;
    if (at < COLUMNS) {
      store(group, 0, channel % ROWS, at, sums[i]);
    }
  }
}
