// Four numbers of the right side, one after another along the inner axis, of a gather that brings one at a time.
fn fetch_four(start: Start, i: u32) -> vec4f {
  return vec4f(fetch(start, i), fetch(start, i + 1), fetch(start, i + 2), fetch(start, i + 3));
}
