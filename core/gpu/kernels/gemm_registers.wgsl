// Sums of products in registers alone, eight rows and eight columns a thread: for GPUs whose workgroup memory is slow.
// What is summed, and what it needs, stands in gemm_workgroup.wgsl. Constants: GROUPS, ROWS, COLUMNS, KERNEL_D, KERNEL_H, KERNEL_W, INNER, SPLITS,
// THREADS_X, THREADS_Y.

const INNER_EACH = (INNER + SPLITS - 1) / SPLITS;

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let group = tile.z % GROUPS;
  let split = tile.z / GROUPS;
  let row4 = (tile.y * THREADS_Y + thread.y) * 2;
  let column = tile.x * THREADS_X * 8 + thread.x;
  if (row4 * 4 >= ROWS || column >= COLUMNS) {
    return;
  }
  let o0 = origin(group, column);
  let o1 = origin(group, column + THREADS_X);
  let o2 = origin(group, column + THREADS_X * 2);
  let o3 = origin(group, column + THREADS_X * 3);
  let o4 = origin(group, column + THREADS_X * 4);
  let o5 = origin(group, column + THREADS_X * 5);
  let o6 = origin(group, column + THREADS_X * 6);
  let o7 = origin(group, column + THREADS_X * 7);
  var a0: vec4f; var a1: vec4f; var a2: vec4f; var a3: vec4f; var a4: vec4f; var a5: vec4f; var a6: vec4f; var a7: vec4f;
  var b0: vec4f; var b1: vec4f; var b2: vec4f; var b3: vec4f; var b4: vec4f; var b5: vec4f; var b6: vec4f; var b7: vec4f;
  let end = min((split + 1) * INNER_EACH, INNER);
  for (var z = 0u; z < KERNEL_D; z++) {
    for (var y = 0u; y < KERNEL_H; y++) {
      for (var x = 0u; x < KERNEL_W; x++) {
        let tap = vec3u(z, y, x);
        let p0 = place(o0, tap);
        let p1 = place(o1, tap);
        let p2 = place(o2, tap);
        let p3 = place(o3, tap);
        let p4 = place(o4, tap);
        let p5 = place(o5, tap);
        let p6 = place(o6, tap);
        let p7 = place(o7, tap);
        let depth = ((z * KERNEL_H + y) * KERNEL_W + x) * INNER;
        for (var i = split * INNER_EACH; i < end; i++) {
          let a = left(group, depth + i, row4);
          let b = left(group, depth + i, row4 + 1);
          var right = fetch(p0, i); a0 += right * a; b0 += right * b;
          right = fetch(p1, i); a1 += right * a; b1 += right * b;
          right = fetch(p2, i); a2 += right * a; b2 += right * b;
          right = fetch(p3, i); a3 += right * a; b3 += right * b;
          right = fetch(p4, i); a4 += right * a; b4 += right * b;
          right = fetch(p5, i); a5 += right * a; b5 += right * b;
          right = fetch(p6, i); a6 += right * a; b6 += right * b;
          right = fetch(p7, i); a7 += right * a; b7 += right * b;
        }
      }
    }
  }
  // One place in the text that stores: what follows the sum may be long.
  let sums = array<vec4f, 16>(a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6, a7, b7);
  for (var i = 0u; i < 64; i++) {
    let row = row4 * 4 + i % 8;
    let at = column + i / 8 * THREADS_X;
    if (row < ROWS && at < COLUMNS) {
      store(group, split, row, at, sums[i / 4][i % 4]);
    }
  }
}
