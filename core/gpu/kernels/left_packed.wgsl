// The weights, packed by pack_weights.wgsl: four rows of one inner index side by side. DEPTH = TAPS · INNER of the sum.
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;

const ROWS4 = (ROWS + 3) / 4;

fn left(group: u32, inner: u32, row4: u32) -> vec4f {
  return select(vec4f(), weights[(group * DEPTH + inner) * ROWS4 + row4], row4 < ROWS4);
}
