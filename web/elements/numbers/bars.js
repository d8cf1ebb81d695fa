// A row of numbers as bars around a line at zero, the largest marked.
import { colour } from './scale.js';

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} numbers
 * @param {number} width in CSS pixels
 * @param {number} height
 * @param {number} most the largest size on the scale
 * @returns {number} numbers that share a bar (the furthest from zero is drawn), 1 where each has its own
 */
export function drawBars(canvas, numbers, width, height, most) {
  const fine = Math.min(3, devicePixelRatio || 1);
  canvas.width = Math.round(width * fine);
  canvas.height = Math.round(height * fine);
  const ctx = canvas.getContext('2d');
  if (!ctx || !numbers.length) return 1;
  ctx.scale(fine, fine);
  const shared = Math.max(1, Math.ceil(numbers.length / width));
  const bars = Math.ceil(numbers.length / shared);
  let [low, high] = [0, 0];
  for (let i = 0; i < numbers.length; i += 1) {
    const x = numbers[i] ?? 0;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const scale = (height - 2) / (high - low || 1);
  const zero = 1 + high * scale;
  const each = width / bars;
  const gap = each >= 4 ? 1 : 0;
  for (let i = 0; i < bars; i += 1) {
    let far = 0;
    for (let k = i * shared; k < Math.min(numbers.length, (i + 1) * shared); k += 1) {
      if (Math.abs(numbers[k] ?? 0) > Math.abs(far)) far = numbers[k] ?? 0;
    }
    // A bar is never paler than can be seen: its length says how large it is.
    ctx.fillStyle = colour(far > 0 ? Math.max(far, most * 0.45) : Math.min(far, -most * 0.45), most);
    const long = Math.max(far === 0 ? 0 : 1, Math.abs(far) * scale);
    ctx.fillRect(i * each, far > 0 ? zero - long : zero, Math.max(0.5, each - gap), long);
  }
  ctx.fillStyle = getComputedStyle(canvas).color;
  ctx.fillRect(0, Math.round(zero * fine) / fine - 0.5, width, 1 / fine);
  return shared;
}

/** Where the largest number stands. @param {ArrayLike<number>} numbers */
export function largest(numbers) {
  let at = 0;
  for (let i = 1; i < numbers.length; i += 1) if ((numbers[i] ?? 0) > (numbers[at] ?? 0)) at = i;
  return at;
}
