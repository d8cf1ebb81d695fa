// Pools: what gather() (largest.wgsl, sum.wgsl) makes of a window, divided.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
// Of depth, height and width, one after another: for each of the output's cells the input's first cell, the end, the
// step between cells, and what to divide by.
@group(0) @binding(2) var<storage, read> windows: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let z = windows[i / (OUT_H * OUT_W) % OUT_D];
  let v = windows[OUT_D + i / OUT_W % OUT_H];
  let u = windows[OUT_D + OUT_H + i % OUT_W];
  let plane = i / (OUT_D * OUT_H * OUT_W);
  var all = f32(START);
  for (var iz = i32(z.x); iz < i32(z.y); iz += i32(z.z)) {
    for (var iv = i32(v.x); iv < i32(v.y); iv += i32(v.z)) {
      let row = ((plane * IN_D + u32(iz)) * IN_H + u32(iv)) * IN_W;
      for (var iu = i32(u.x); iu < i32(u.y); iu += i32(u.z)) {
        all = gather(all, x[row + u32(iu)]);
      }
    }
  }
  y[i] = finish(all / (z.w * v.w * u.w), i, plane % CHANNELS);
}
