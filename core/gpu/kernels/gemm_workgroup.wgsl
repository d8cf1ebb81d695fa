// Sums of products by tiles that a workgroup keeps in its own memory: for GPUs whose workgroup memory is real.
//     sum[row][column] = Σ over tap, i of left(row, tap · INNER + i) · right(column, tap, i)
// Needs origin, place and fetch_four (gather_* with fours, or gather_rows4), left (left_*), what a thread sums (block_*),
// store (store_*). Constants:
// GROUPS, ROWS, COLUMNS; KERNEL_D, KERNEL_H, KERNEL_W (the taps), INNER; SPLITS (parts of the sum, each stored on its
// own); TILE_ROWS4, TILE_COLUMNS, TILE_INNER: the tile, rows in fours; ACROSS, DOWN: threads; AHEAD: a tile is on its way
// while the one before is worked on, which takes registers.
// Each thread brings 1 to 4 vectors of either side, and the threads are a multiple of TILE_COLUMNS.

const THREADS = ACROSS * DOWN;
const INNER_TILES = (INNER + TILE_INNER - 1) / TILE_INNER;
const TILES = KERNEL_D * KERNEL_H * KERNEL_W * INNER_TILES;
const TILES_EACH = (TILES + SPLITS - 1) / SPLITS;
const LEFTS = TILE_INNER * TILE_ROWS4 / THREADS;
const RIGHTS = TILE_INNER / 4 * TILE_COLUMNS / THREADS;
const LEFT_STEP = THREADS / TILE_ROWS4;
const RIGHT_STEP = THREADS / TILE_COLUMNS * 4;

var<workgroup> lefts: array<vec4f, TILE_INNER * TILE_ROWS4>;
var<workgroup> rights: array<vec4f, TILE_INNER / 4 * TILE_COLUMNS>;  // fours along the inner axis

/// What a thread brings of a tile. Names, not arrays: all loads are on their way before the first is waited for.
struct Brought {
  l0: vec4f, l1: vec4f, l2: vec4f, l3: vec4f,
  r0: vec4f, r1: vec4f, r2: vec4f, r3: vec4f,
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32) {
  let group = tile.z % GROUPS;
  let split = tile.z / GROUPS;
  let across = thread % ACROSS;
  let down = thread / ACROSS;
  let window = origin(group, tile.x * TILE_COLUMNS + thread % TILE_COLUMNS);
  let row4 = tile.y * TILE_ROWS4 + thread % TILE_ROWS4;
  let end = min((split + 1) * TILES_EACH, TILES);
  var sums: Sums;
  var next: Brought;
  if (AHEAD == 1) { next = bring(window, group, row4, split * TILES_EACH, thread); }
  for (var step = split * TILES_EACH; step < end; step++) {
    if (AHEAD == 0) { next = bring(window, group, row4, step, thread); }
    workgroupBarrier();
    put(next, thread);
    workgroupBarrier();
    if (AHEAD == 1) { next = bring(window, group, row4, step + 1, thread); }
    for (var i = 0u; i < TILE_INNER / 4; i++) {
      add(&sums, i * 4 * TILE_ROWS4 + down * BLOCK_ROWS4, i * TILE_COLUMNS + across);
    }
  }
  keep(group, split, tile.y * TILE_ROWS4 + down * BLOCK_ROWS4, tile.x * TILE_COLUMNS + across, sums);
}

fn bring(window: Origin, group: u32, row4: u32, step: u32, thread: u32) -> Brought {
  let tap = step / INNER_TILES;
  let first = step % INNER_TILES * TILE_INNER;
  let start = place(window, vec3u(tap / (KERNEL_H * KERNEL_W), tap / KERNEL_W % KERNEL_H, tap % KERNEL_W));
  let r = first + thread / TILE_COLUMNS * 4;
  let l = first + thread / TILE_ROWS4;
  let depth = tap * INNER;
  var b: Brought;
  b.l0 = left_or_zero(group, depth, l, row4);
  if (LEFTS > 1) { b.l1 = left_or_zero(group, depth, l + LEFT_STEP, row4); }
  if (LEFTS > 2) { b.l2 = left_or_zero(group, depth, l + LEFT_STEP * 2, row4); }
  if (LEFTS > 3) { b.l3 = left_or_zero(group, depth, l + LEFT_STEP * 3, row4); }
  b.r0 = fetch_four(start, r);
  if (RIGHTS > 1) { b.r1 = fetch_four(start, r + RIGHT_STEP); }
  if (RIGHTS > 2) { b.r2 = fetch_four(start, r + RIGHT_STEP * 2); }
  if (RIGHTS > 3) { b.r3 = fetch_four(start, r + RIGHT_STEP * 3); }
  return b;
}

fn left_or_zero(group: u32, depth: u32, at: u32, row4: u32) -> vec4f {
  return select(vec4f(), left(group, depth + at, row4), at < INNER);
}

fn put(b: Brought, thread: u32) {
  lefts[thread] = b.l0;
  if (LEFTS > 1) { lefts[thread + THREADS] = b.l1; }
  if (LEFTS > 2) { lefts[thread + THREADS * 2] = b.l2; }
  if (LEFTS > 3) { lefts[thread + THREADS * 3] = b.l3; }
  rights[thread] = b.r0;
  if (RIGHTS > 1) { rights[thread + THREADS] = b.r1; }
  if (RIGHTS > 2) { rights[thread + THREADS * 2] = b.r2; }
  if (RIGHTS > 3) { rights[thread + THREADS * 3] = b.r3; }
}

fn keep_four(group: u32, split: u32, row: u32, column: u32, four: vec4f) {
  if (column >= COLUMNS) {
    return;
  }
  for (var i = 0u; i < 4; i++) {
    if (row + i < ROWS) {
      store(group, split, row + i, column, four[i]);
    }
  }
}
