// The numbers under a window at each of its places, a column for each: rows are channels by cells of the window.
// Constants: IN_, OUT_, KERNEL_, STRIDE_, DILATION_ and PAD_ H and W.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let at = i % (OUT_H * OUT_W);
  let row = i / (OUT_H * OUT_W);
  let cell = row % (KERNEL_H * KERNEL_W);
  let v = i32(at / OUT_W * STRIDE_H + cell / KERNEL_W * DILATION_H) - PAD_H;
  let u = i32(at % OUT_W * STRIDE_W + cell % KERNEL_W * DILATION_W) - PAD_W;
  var number = 0f;
  if (v >= 0 && u >= 0 && v < IN_H && u < IN_W) {
    number = x[row / (KERNEL_H * KERNEL_W) * (IN_H * IN_W) + u32(v * IN_W + u)];
  }
  y[i] = number;
}
