// The right side of the sum as the window of each output pixel, one cell of the window a tap, the channels inside.
// Constants: INNER channels of a group; IN_D, IN_H, IN_W and OUT_D, OUT_H, OUT_W pixels; STRIDE_, DILATION_ and PAD_ D, H
// and W. Pads are before the first pixel and may be negative.
@group(0) @binding(0) var<storage, read> x: array<f32>;

alias Start = u32;
const NOWHERE = 0xffffffffu;
const PIXELS = OUT_D * OUT_H * OUT_W;

/// Where the window of an output pixel begins, and in which channel.
struct Origin {
  channel: u32,
  z: i32,
  y: i32,
  x: i32,
}

fn origin(group: u32, column: u32) -> Origin {
  let pixel = column % PIXELS;
  return Origin(select(NOWHERE, (column / PIXELS * GROUPS + group) * INNER, column < COLUMNS),
                i32(pixel / (OUT_H * OUT_W) * STRIDE_D) - PAD_D, i32(pixel / OUT_W % OUT_H * STRIDE_H) - PAD_H,
                i32(pixel % OUT_W * STRIDE_W) - PAD_W);
}

fn place(start: Origin, tap: vec3u) -> u32 {
  // As unsigned numbers what is before the first pixel is beyond the last one.
  let z = u32(start.z + i32(tap.x * DILATION_D));
  let y = u32(start.y + i32(tap.y * DILATION_H));
  let x = u32(start.x + i32(tap.z * DILATION_W));
  // No &&: its branches, many times inlined, are more than software adapters compile in seconds.
  let inside = (start.channel != NOWHERE) & (z < IN_D) & (y < IN_H) & (x < IN_W);
  return select(NOWHERE, ((start.channel * IN_D + z) * IN_H + y) * IN_W + x, inside);
}

fn fetch(start: u32, i: u32) -> f32 {
  return select(0, x[start + i * (IN_D * IN_H * IN_W)], (start != NOWHERE) & (i < INNER));
}
