// Convolution in up to three dimensions (1 in front), each number by itself: any stride, padding, dilation, groups.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;

const PER_GROUP = IN / GROUPS;
const CELLS = KERNEL_D * KERNEL_H * KERNEL_W;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let channel = i / (OUT_D * OUT_H * OUT_W) % OUT;
  let image = i / (OUT_D * OUT_H * OUT_W * OUT);
  let z0 = i32(i / (OUT_H * OUT_W) % OUT_D) * STRIDE_D - PAD_D;
  let y0 = i32(i / OUT_W % OUT_H) * STRIDE_H - PAD_H;
  let x0 = i32(i % OUT_W) * STRIDE_W - PAD_W;
  let first = image * IN + channel / (OUT / GROUPS) * PER_GROUP;
  var sum = 0.0;
  for (var c = 0u; c < PER_GROUP; c++) {
    let map = (first + c) * (IN_D * IN_H * IN_W);
    let kernel = (channel * PER_GROUP + c) * CELLS;
    for (var kz = 0i; kz < KERNEL_D; kz++) {
      let iz = z0 + kz * DILATION_D;
      if (iz < 0 || iz >= IN_D) {
        continue;
      }
      for (var ky = 0i; ky < KERNEL_H; ky++) {
        let iy = y0 + ky * DILATION_H;
        if (iy < 0 || iy >= IN_H) {
          continue;
        }
        for (var kx = 0i; kx < KERNEL_W; kx++) {
          let ix = x0 + kx * DILATION_W;
          if (ix >= 0 && ix < IN_W) {
            sum = fma(x[map + u32((iz * IN_H + iy) * IN_W + ix)], weight[kernel + u32((kz * KERNEL_H + ky) * KERNEL_W + kx)], sum);
          }
        }
      }
    }
  }
  y[i] = finish(sum, i, channel);
}
