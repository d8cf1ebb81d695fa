// What one thread of gemm_workgroup.wgsl sums: eight rows (a, then b) by eight columns.
const BLOCK_ROWS4 = 2;

struct Sums {
  a0: vec4f, a1: vec4f, a2: vec4f, a3: vec4f, a4: vec4f, a5: vec4f, a6: vec4f, a7: vec4f,
  b0: vec4f, b1: vec4f, b2: vec4f, b3: vec4f, b4: vec4f, b5: vec4f, b6: vec4f, b7: vec4f,
}

/// Adds what four inner indices give.
fn add(sums: ptr<function, Sums>, left: u32, right: u32) {
  let r0 = rights[right];
  let r1 = rights[right + ACROSS];
  let r2 = rights[right + ACROSS * 2];
  let r3 = rights[right + ACROSS * 3];
  let r4 = rights[right + ACROSS * 4];
  let r5 = rights[right + ACROSS * 5];
  let r6 = rights[right + ACROSS * 6];
  let r7 = rights[right + ACROSS * 7];
  add_one(sums, left, vec4f(r0.x, r1.x, r2.x, r3.x), vec4f(r4.x, r5.x, r6.x, r7.x));
  add_one(sums, left + TILE_ROWS4, vec4f(r0.y, r1.y, r2.y, r3.y), vec4f(r4.y, r5.y, r6.y, r7.y));
  add_one(sums, left + TILE_ROWS4 * 2, vec4f(r0.z, r1.z, r2.z, r3.z), vec4f(r4.z, r5.z, r6.z, r7.z));
  add_one(sums, left + TILE_ROWS4 * 3, vec4f(r0.w, r1.w, r2.w, r3.w), vec4f(r4.w, r5.w, r6.w, r7.w));
}

fn add_one(sums: ptr<function, Sums>, left: u32, c: vec4f, d: vec4f) {
  let a = lefts[left];
  let b = lefts[left + 1];
  (*sums).a0 += a * c.x;
  (*sums).a1 += a * c.y;
  (*sums).a2 += a * c.z;
  (*sums).a3 += a * c.w;
  (*sums).a4 += a * d.x;
  (*sums).a5 += a * d.y;
  (*sums).a6 += a * d.z;
  (*sums).a7 += a * d.w;
  (*sums).b0 += b * c.x;
  (*sums).b1 += b * c.y;
  (*sums).b2 += b * c.z;
  (*sums).b3 += b * c.w;
  (*sums).b4 += b * d.x;
  (*sums).b5 += b * d.y;
  (*sums).b6 += b * d.z;
  (*sums).b7 += b * d.w;
}

fn keep(group: u32, split: u32, row4: u32, column: u32, sums: Sums) {
  keep_column(group, split, row4 * 4, column, sums.a0, sums.b0);
  keep_column(group, split, row4 * 4, column + ACROSS, sums.a1, sums.b1);
  keep_column(group, split, row4 * 4, column + ACROSS * 2, sums.a2, sums.b2);
  keep_column(group, split, row4 * 4, column + ACROSS * 3, sums.a3, sums.b3);
  keep_column(group, split, row4 * 4, column + ACROSS * 4, sums.a4, sums.b4);
  keep_column(group, split, row4 * 4, column + ACROSS * 5, sums.a5, sums.b5);
  keep_column(group, split, row4 * 4, column + ACROSS * 6, sums.a6, sums.b6);
  keep_column(group, split, row4 * 4, column + ACROSS * 7, sums.a7, sums.b7);
}

fn keep_column(group: u32, split: u32, row: u32, column: u32, a: vec4f, b: vec4f) {
  keep_four(group, split, row, column, a);
  keep_four(group, split, row + 4, column, b);
}
