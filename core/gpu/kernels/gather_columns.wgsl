// The right side of the sum as a matrix: rows of COLUMNS numbers, INNER rows a group. There is one tap.
@group(0) @binding(0) var<storage, read> x: array<f32>;

alias Origin = u32;
alias Start = u32;
const NOWHERE = 0xffffffffu;

fn origin(group: u32, column: u32) -> u32 {
  return select(NOWHERE, group * INNER * COLUMNS + column, column < COLUMNS);
}

fn place(start: u32, tap: vec3u) -> u32 {
  return start;
}

fn fetch(start: u32, i: u32) -> f32 {
  return select(0, x[start + i * COLUMNS], (start != NOWHERE) & (i < INNER));
}
