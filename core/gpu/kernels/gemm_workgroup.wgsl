// Sums of products by tiles that a workgroup keeps in its own memory: for GPUs whose workgroup memory is real.
//     sum[row][column] = Σ over tap, i of left(row, tap · INNER + i) · right(column, tap, i)
// Needs origin, place and fetch (gather_*), left (left_*), store (store_*). Constants: GROUPS, ROWS, COLUMNS; KERNEL_D,
// KERNEL_H, KERNEL_W (the taps), INNER; SPLITS (parts of the sum, each stored on its own); TILE_ROWS4, TILE_COLUMNS, TILE_INNER: the tile, rows in fours; THREAD_ROWS4,
// THREAD_COLUMNS: what one thread sums. TILE_INNER is a multiple of 4, and the threads are a multiple of TILE_COLUMNS.

const THREADS_ACROSS = TILE_COLUMNS / THREAD_COLUMNS;
const THREADS = THREADS_ACROSS * (TILE_ROWS4 / THREAD_ROWS4);
const INNER_TILES = (INNER + TILE_INNER - 1) / TILE_INNER;
const TILES = KERNEL_D * KERNEL_H * KERNEL_W * INNER_TILES;
const TILES_EACH = (TILES + SPLITS - 1) / SPLITS;

var<workgroup> lefts: array<vec4f, TILE_INNER * TILE_ROWS4>;
var<workgroup> rights: array<vec4f, TILE_INNER / 4 * TILE_COLUMNS>;  // fours along the inner axis

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32) {
  let group = tile.z / SPLITS;
  let split = tile.z % SPLITS;
  let across = thread % THREADS_ACROSS;
  let down = thread / THREADS_ACROSS * THREAD_ROWS4;
  let fetched = thread % TILE_COLUMNS;
  let window = origin(group, tile.x * TILE_COLUMNS + fetched);
  var sums: array<array<vec4f, THREAD_ROWS4>, THREAD_COLUMNS>;

  let end = min((split + 1) * TILES_EACH, TILES);
  for (var step = split * TILES_EACH; step < end; step++) {
    let tap = step / INNER_TILES;
    let first = step % INNER_TILES * TILE_INNER;
    let start = place(window, vec3u(tap / (KERNEL_H * KERNEL_W), tap / KERNEL_W % KERNEL_H, tap % KERNEL_W));
    for (var i = thread / TILE_COLUMNS; i < TILE_INNER / 4; i += THREADS / TILE_COLUMNS) {
      let at = first + i * 4;
      rights[i * TILE_COLUMNS + fetched] = vec4f(fetch(start, at), fetch(start, at + 1), fetch(start, at + 2), fetch(start, at + 3));
    }
    for (var i = thread; i < TILE_INNER * TILE_ROWS4; i += THREADS) {
      let at = first + i / TILE_ROWS4;
      lefts[i] = vec4f();
      if (at < INNER) {
        lefts[i] = left(group, tap * INNER + at, tile.y * TILE_ROWS4 + i % TILE_ROWS4);
      }
    }
    workgroupBarrier();
    for (var i = 0u; i < TILE_INNER / 4; i++) {
      var right: array<vec4f, THREAD_COLUMNS>;
      for (var c = 0u; c < THREAD_COLUMNS; c++) {
        right[c] = rights[i * TILE_COLUMNS + across + c * THREADS_ACROSS];
      }
      for (var k = 0u; k < 4; k++) {
        for (var r = 0u; r < THREAD_ROWS4; r++) {
          let four = lefts[(i * 4 + k) * TILE_ROWS4 + down + r];
          for (var c = 0u; c < THREAD_COLUMNS; c++) {
            sums[c][r] += four * right[c][k];
          }
        }
      }
    }
    workgroupBarrier();
  }

  for (var c = 0u; c < THREAD_COLUMNS; c++) {
    let column = tile.x * TILE_COLUMNS + across + c * THREADS_ACROSS;
    for (var r = 0u; r < THREAD_ROWS4; r++) {
      let row = (tile.y * TILE_ROWS4 + down + r) * 4;
      for (var k = 0u; k < 4; k++) {
        if (column < COLUMNS && row + k < ROWS) {
          store(group, split, row + k, column, sums[c][r][k]);
        }
      }
    }
  }
}
