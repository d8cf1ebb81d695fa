// The last step of a transposed convolution: each output adds the products that fall on it, of which there is one for
// each input pixel, cell of the window and output channel. Constants: CHANNELS; COLUMNS (input pixels of all pictures);
// IN_, OUT_, KERNEL_, STRIDE_, DILATION_ and PAD_ D, H and W.
@group(0) @binding(0) var<storage, read> products: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let plane = i / (OUT_D * OUT_H * OUT_W);
  let channel = plane % CHANNELS;
  let first = plane / CHANNELS * (IN_D * IN_H * IN_W);
  let z = i32(i / (OUT_H * OUT_W) % OUT_D) + PAD_D;
  let v = i32(i / OUT_W % OUT_H) + PAD_H;
  let u = i32(i % OUT_W) + PAD_W;
  var sum = 0f;
  for (var a = 0i; a < KERNEL_D; a++) {
    let from_z = z - a * DILATION_D;
    if (from_z < 0 || from_z % STRIDE_D != 0 || from_z / STRIDE_D >= IN_D) {
      continue;
    }
    for (var b = 0i; b < KERNEL_H; b++) {
      let from_v = v - b * DILATION_H;
      if (from_v < 0 || from_v % STRIDE_H != 0 || from_v / STRIDE_H >= IN_H) {
        continue;
      }
      for (var c = 0i; c < KERNEL_W; c++) {
        let from_u = u - c * DILATION_W;
        if (from_u < 0 || from_u % STRIDE_W != 0 || from_u / STRIDE_W >= IN_W) {
          continue;
        }
        let row = channel * (KERNEL_D * KERNEL_H * KERNEL_W) + u32((a * KERNEL_H + b) * KERNEL_W + c);
        let column = first + u32((from_z / STRIDE_D * IN_H + from_v / STRIDE_H) * IN_W + from_u / STRIDE_W);
        sum += products[row * COLUMNS + column];
      }
    }
  }
  y[i] = finish(sum, i, channel);
}
