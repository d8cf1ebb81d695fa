// Ten digits as strokes of a pen, in our own hand: a square of 0 … 100 on a side, [x, y, x, y, …] for each stroke.

/** @typedef {number[]} Stroke */

/**
 * Points along an ellipse, angles in degrees, clockwise from the right.
 * @param {number} cx @param {number} cy @param {number} rx @param {number} ry @param {number} from @param {number} to
 */
function arc(cx, cy, rx, ry, from, to) {
  const steps = Math.ceil(Math.abs(to - from) / 15);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [Math.round(cx + rx * Math.cos(angle)), Math.round(cy + ry * Math.sin(angle))];
  }).flat();
}

/** @type {Stroke[][]} */
export const DIGITS = [
  [arc(50, 50, 20, 30, -80, 280)],
  [[38, 32, 52, 20, 50, 80]],
  [[...arc(49, 36, 19, 16, -160, 30), 32, 79, 70, 78]],
  [[...arc(47, 35, 18, 15, -150, 90), ...arc(47, 65, 21, 16, -90, 150)]],
  [[56, 20, 30, 60, 72, 60], [58, 42, 57, 82]],
  [[68, 21, 40, 21, 36, 47, ...arc(48, 62, 20, 18, -110, 145)]],
  [[60, 19, 42, 38, 33, 60, ...arc(50, 63, 17, 17, 180, -180)]],
  [[31, 22, 69, 22, 46, 80]],
  [[...arc(50, 35, 15, 15, 60, -300), ...arc(50, 65, 18, 16, -60, 300)]],
  [[...arc(50, 38, 17, 17, 0, -360), 66, 50, 60, 81]],
];

/** What is on the pad before anything is drawn. */
export const FIRST = DIGITS[3] ?? [];
