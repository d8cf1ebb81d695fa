// The right side of the sum as the window of each output pixel, channels and cells as one inner axis: for few channels.
// Constants as in gather_image.wgsl and WINDOW_D, WINDOW_H, WINDOW_W; the sum's kernel is one cell.
@group(0) @binding(0) var<storage> x: array<f32>;

const PIXELS = OUT_D * OUT_H * OUT_W;
const CELLS = WINDOW_D * WINDOW_H * WINDOW_W;

struct Origin {
  channel: u32,
  z: i32,
  y: i32,
  x: i32,
}

fn origin(group: u32, column: u32) -> Origin {
  let pixel = column % PIXELS;
  return Origin((column / PIXELS * GROUPS + group) * (INNER / CELLS), i32(pixel / (OUT_H * OUT_W) * STRIDE_D) - PAD_D,
                i32(pixel / OUT_W % OUT_H * STRIDE_H) - PAD_H, i32(pixel % OUT_W * STRIDE_W) - PAD_W);
}

fn place(start: Origin, tap: vec3u) -> Origin {
  return start;
}

fn fetch(start: Origin, i: u32) -> f32 {
  let z = u32(start.z + i32(i / (WINDOW_H * WINDOW_W) % WINDOW_D * DILATION_D));
  let y = u32(start.y + i32(i / WINDOW_W % WINDOW_H * DILATION_H));
  let at = u32(start.x + i32(i % WINDOW_W * DILATION_W));
  let inside = (i < INNER) & (z < IN_D) & (y < IN_H) & (at < IN_W);
  return select(0, x[(((start.channel + i / CELLS) * IN_D + z) * IN_H + y) * IN_W + at], inside);
}
