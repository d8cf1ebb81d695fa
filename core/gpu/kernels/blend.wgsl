// Resampling: each number is blended from TAPS cells of each axis.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
// Of depth, height and width, one after another: for each of the output's cells its taps, as cell and weight.
@group(0) @binding(2) var<storage, read> taps: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = place(id);
  if (i >= PLACES) {
    return;
  }
  let z0 = i / (OUT_H * OUT_W) % OUT_D * TAPS_D;
  let v0 = OUT_D * TAPS_D + i / OUT_W % OUT_H * TAPS_H;
  let u0 = OUT_D * TAPS_D + OUT_H * TAPS_H + i % OUT_W * TAPS_W;
  let plane = i / (OUT_D * OUT_H * OUT_W);
  var sum = 0.0;
  for (var kz = 0u; kz < TAPS_D; kz++) {
    let z = taps[z0 + kz];
    for (var kv = 0u; kv < TAPS_H; kv++) {
      let v = taps[v0 + kv];
      let row = ((plane * IN_D + u32(z.x)) * IN_H + u32(v.x)) * IN_W;
      for (var ku = 0u; ku < TAPS_W; ku++) {
        let u = taps[u0 + ku];
        sum = fma(z.y * v.y * u.y, x[row + u32(u.x)], sum);
      }
    }
  }
  y[i] = finish(sum, i, plane % CHANNELS);
}
