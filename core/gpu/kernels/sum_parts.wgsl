// Adds the parts that a sum was split into, and stores it. Constants: GROUPS, ROWS, COLUMNS, SPLITS.
@group(0) @binding(0) var<storage, read> parts: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y;
  if (column >= COLUMNS) {
    return;
  }
  var sum = 0f;
  for (var s = 0u; s < SPLITS; s++) {
    sum += parts[(s * (GROUPS * ROWS) + row) * COLUMNS + column];
  }
  store(row / ROWS, 0, row % ROWS, column, sum);
}
