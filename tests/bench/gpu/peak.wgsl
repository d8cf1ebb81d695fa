// Multiplications and additions in registers alone, eight chains of four a thread: what a GPU can do at most.
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let f = f32(id.x) * 1e-9 + 0.999;
  let m = vec4f(f, f + 1e-7, f + 2e-7, f + 3e-7);
  var a = m;
  var b = m + 1;
  var c = m + 2;
  var d = m + 3;
  var e = m + 4;
  var g = m + 5;
  var h = m + 6;
  var i = m + 7;
  for (var k = 0u; k < LOOPS; k++) {
    // The sum's third operand is its first: on some GPUs three registers a step are more than can be read at once.
    a = fma(a, m, a);
    b = fma(b, m, b);
    c = fma(c, m, c);
    d = fma(d, m, d);
    e = fma(e, m, e);
    g = fma(g, m, g);
    h = fma(h, m, h);
    i = fma(i, m, i);
  }
  y[id.x] = a + b + c + d + e + g + h + i;
}
