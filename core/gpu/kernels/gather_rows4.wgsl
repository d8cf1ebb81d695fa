// The right side of the sum with its columns as rows of memory, as gather_rows.wgsl has it, where INNER is a multiple of
// four: each row is read four numbers at once.
@group(0) @binding(0) var<storage, read> x: array<vec4f>;

alias Origin = u32;
alias Start = u32;
const NOWHERE = 0xffffffffu;

fn origin(group: u32, column: u32) -> u32 {
  return select(NOWHERE, (group * COLUMNS + column) * (INNER / 4), column < COLUMNS);
}

fn place(start: u32, tap: vec3u) -> u32 {
  return start;
}

fn fetch_four(start: u32, i: u32) -> vec4f {
  return select(vec4f(), x[start + i / 4], (start != NOWHERE) & (i < INNER));
}
