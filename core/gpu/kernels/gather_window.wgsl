// The right side of the sum as the window of each output pixel, channels and cells as one inner axis, by a table: what
// each inner index adds to the place where the window begins, on each axis (D, H, W) and in memory.
// Constants as in gather_image.wgsl; the sum has one tap, and CHANNELS are a group's.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> cells: array<vec4f>;

alias Origin = vec4i;
alias Start = vec4i;
const PIXELS = OUT_D * OUT_H * OUT_W;
const OUTSIDE = 1 << 24;

/// Where the window of an output pixel begins, on each axis and in memory.
fn origin(group: u32, column: u32) -> vec4i {
  let pixel = column % PIXELS;
  let z = i32(pixel / (OUT_H * OUT_W) * STRIDE_D) - PAD_D;
  let y = i32(pixel / OUT_W % OUT_H * STRIDE_H) - PAD_H;
  let at = i32(pixel % OUT_W * STRIDE_W) - PAD_W;
  let image = i32((column / PIXELS * GROUPS + group) * CHANNELS);
  return vec4i(z, y, select(OUTSIDE, at, column < COLUMNS), ((image * IN_D + z) * IN_H + y) * IN_W + at);
}

fn place(start: vec4i, tap: vec3u) -> vec4i {
  return start;
}

fn fetch(start: vec4i, i: u32) -> f32 {
  let at = start + vec4i(cells[i]);
  let inside = (i < INNER) & (u32(at.x) < IN_D) & (u32(at.y) < IN_H) & (u32(at.z) < IN_W);
  return select(0, x[u32(at.w)], inside);
}
