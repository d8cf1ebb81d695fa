// What one thread of gemm_workgroup.wgsl sums: four rows by four columns.
const BLOCK_ROWS4 = 1;

struct Sums {
  c0: vec4f, c1: vec4f, c2: vec4f, c3: vec4f,
}

/// Adds what four inner indices give.
fn add(sums: ptr<function, Sums>, left: u32, right: u32) {
  let r0 = rights[right];
  let r1 = rights[right + ACROSS];
  let r2 = rights[right + ACROSS * 2];
  let r3 = rights[right + ACROSS * 3];
  add_one(sums, lefts[left], vec4f(r0.x, r1.x, r2.x, r3.x));
  add_one(sums, lefts[left + TILE_ROWS4], vec4f(r0.y, r1.y, r2.y, r3.y));
  add_one(sums, lefts[left + TILE_ROWS4 * 2], vec4f(r0.z, r1.z, r2.z, r3.z));
  add_one(sums, lefts[left + TILE_ROWS4 * 3], vec4f(r0.w, r1.w, r2.w, r3.w));
}

fn add_one(sums: ptr<function, Sums>, rows: vec4f, columns: vec4f) {
  (*sums).c0 += rows * columns.x;
  (*sums).c1 += rows * columns.y;
  (*sums).c2 += rows * columns.z;
  (*sums).c3 += rows * columns.w;
}

fn keep(group: u32, split: u32, row4: u32, column: u32, sums: Sums) {
  keep_four(group, split, row4 * 4, column, sums.c0);
  keep_four(group, split, row4 * 4, column + ACROSS, sums.c1);
  keep_four(group, split, row4 * 4, column + ACROSS * 2, sums.c2);
  keep_four(group, split, row4 * 4, column + ACROSS * 3, sums.c3);
}
