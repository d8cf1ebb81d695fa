// Scores of attention into weights, in place: scaled, masked, and softmax of each line of LENGTH keys. A line is a query,
// QUERIES of them for each head. Needs masked_a, masked_b. Constants: SCALE; CAUSAL (a query sees keys up to its own
// place), LENIENT (one that sees none weighs all with 0).
@group(0) @binding(1) var<storage, read_write> scores: array<f32>;

const HIDDEN = -3.4028234663852886e38;

fn along(line: u32, lane: u32) {
  let first = line * LENGTH;
  let seen = select(u32(LENGTH), min(u32(LENGTH), line % QUERIES + 1), CAUSAL == 1);
  var top = f32(HIDDEN);
  for (var k = lane; k < seen; k += LANES) {
    let score = masked_b(masked_a(scores[first + k] * SCALE, line, k), line, k);
    scores[first + k] = score;
    top = max(top, score);
  }
  top = largest_of_all(top, lane);
  let blind = top <= HIDDEN;
  var sum = 0.0;
  for (var k = lane; k < LENGTH; k += LANES) {
    var weight = 0.0;
    if (k < seen) {
      let score = scores[first + k];
      weight = select(0.0, exp(score - top), score > HIDDEN);
    }
    scores[first + k] = weight;
    sum += weight;
  }
  sum = sum_of_all(sum, lane);
  for (var k = lane; k < LENGTH; k += LANES) {
    scores[first + k] /= select(sum, 1.0, blind && LENIENT == 1);
  }
}
