// Sums of products in registers, four rows of one column a thread: for sums so few that threads which make more would leave
// most of a GPU idle. What is summed, and what it needs, stands in gemm_workgroup.wgsl. Constants: those of
// gemm_registers.wgsl.

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(global_invocation_id) id: vec3u) {
  let group = tile.z % GROUPS;
  let column = id.x;
  let row4 = id.y;
  if (row4 * 4 >= ROWS || column >= COLUMNS) {
    return;
  }
  let window = origin(group, column);
  var sums: vec4f;
  for (var tap = 0u; tap < KERNEL_D * KERNEL_H * KERNEL_W; tap++) {
    let start = place(window, vec3u(tap / (KERNEL_H * KERNEL_W), tap / KERNEL_W % KERNEL_H, tap % KERNEL_W));
    for (var i = 0u; i < INNER; i++) {
      sums += fetch(start, i) * left(group, tap * INNER + i, row4);
    }
  }
  for (var r = 0u; r < min(ROWS - row4 * 4, 4); r++) {
    store(group, 0, row4 * 4 + r, column, sums[r]);
  }
}
