// The right side of the sum: rows of the first of two matrices, which lie anywhere in memory. Constants: A_OFFSET, A_ROW,
// A_COLUMN, and walk_a's over batches.
@group(0) @binding(0) var<storage, read> x: array<f32>;

alias Origin = u32;
alias Start = u32;
const NOWHERE = 0xffffffffu;

fn origin(group: u32, column: u32) -> u32 {
  return select(NOWHERE, A_OFFSET + walk_a(group) + column * A_ROW, column < COLUMNS);
}

fn place(start: u32, tap: vec3u) -> u32 {
  return start;
}

fn fetch(start: u32, i: u32) -> f32 {
  return select(0, x[start + i * A_COLUMN], (start != NOWHERE) & (i < INNER));
}
