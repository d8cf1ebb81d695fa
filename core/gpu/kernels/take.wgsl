// Each number is the one at a cell of each axis, or a fill where a cell is -1: padding, and the nearest in resampling.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
// Of depth, height and width, one after another: the input's cell of each of the output's. Then the fill, which may be
// infinite: WGSL has no such constant.
@group(0) @binding(2) var<storage, read> cells: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let z = i32(cells[i / (OUT_H * OUT_W) % OUT_D]);
  let v = i32(cells[OUT_D + i / OUT_W % OUT_H]);
  let u = i32(cells[OUT_D + OUT_H + i % OUT_W]);
  let plane = i / (OUT_D * OUT_H * OUT_W);
  var number = cells[OUT_D + OUT_H + OUT_W];
  if (z >= 0 && v >= 0 && u >= 0) {
    number = x[plane * (IN_D * IN_H * IN_W) + u32((z * IN_H + v) * IN_W + u)];
  }
  y[i] = finish(number, i, plane % CHANNELS);
}
