// Functions that WGSL lacks, or has with errors that grow near 0.

/// exp(x) - 1.
fn less_one(x: f32) -> f32 {
  let near = x * (1 + x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * 0.008333334))));
  return select(exp(x) - 1, near, abs(x) < 0.25);
}

/// tanh(x).
fn hyperbolic_tangent(x: f32) -> f32 {
  let e = less_one(-2 * abs(x));
  return sign(x) * -e / (2 + e);
}

/// log(1 + exp(x)).
fn soft_plus(x: f32) -> f32 {
  let e = exp(-abs(x));
  let near = e * (1 - e * (0.5 - e * (0.33333334 - e * 0.25)));
  return max(x, 0) + select(log(1 + e), near, e < 0.03);
}

/// erf(x), by Abramowitz and Stegun's 7.1.26; near 0 by its series.
fn error_function(x: f32) -> f32 {
  let a = abs(x);
  let t = 1 / (1 + 0.3275911 * a);
  let far = 1 - t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * exp(-a * a);
  let s = a * a;
  let near = 1.1283792 * a * (1 - s * (0.33333334 - s * (0.1 - s * (0.023809524 - s * 0.0046296296))));
  return sign(x) * select(far, near, a < 0.5);
}

/// sin(x): WGSL's own may be off by 1/2048.
fn sine(x: f32) -> f32 {
  let turns = round(x * 0.31830988618);
  let r = fma(turns, 8.742278e-8, fma(turns, -3.14159274101, x));
  let s = r * r;
  let near = r * (1 - s * (0.16666667 - s * (0.008333334 - s * (0.00019841270 - s * 0.0000027557319))));
  return select(near, -near, (i32(turns) & 1) == 1);
}

/// What is no number; WGSL cannot write one down, and leaves open what functions give where they are not defined.
fn no_number(x: f32) -> f32 {
  return bitcast<f32>(0x7fc00000u | (bitcast<u32>(x) >> 31));
}

fn is_number(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) <= 0x7f800000u;
}
