// Sizes on a line: those that fit, and what lies around them.
import { define, h, svg } from './base/dom.js';

/** Beyond so many sizes from end to end, single dots would run together. */
const DOTS = 44;

class NumberLine extends HTMLElement {
  /**
   * @param {number[]} sizes those that fit, ascending
   * @param {number} now the size in use, 0 for none
   * @param {boolean} fitting whether that fits (the list of sizes may be cut short)
   */
  show(sizes, now, fitting) {
    const all = now ? [...sizes, now] : sizes;
    if (all.length === 0) return this.replaceChildren();
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const margin = Math.max(4, Math.ceil((17 - (most - least)) / 2));
    const from = Math.max(1, least - margin);
    const to = most + margin;
    const wide = 440;
    const at = (/** @type {number} */ size) => 12 + ((size - from) / (to - from)) * (wide - 24);
    const fits = new Set(fitting && now ? [...sizes, now] : sizes);
    const fine = to - from <= DOTS;
    const marks = [];
    // Few sizes: each has a dot. Many: those that fit have one, and the line carries a scale.
    const step =
      [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find((step) => (to - from) / step <= 6) ??
      10 ** Math.ceil(Math.log10((to - from) / 6));
    const ends = sizes.filter((size) => !fits.has(size - 1) || !fits.has(size + 1));
    const named = new Set(sizes.length <= 6 && fine ? sizes : ends.length <= 6 ? ends : [least, most]);
    if (now) named.add(now);
    for (let size = from; size <= to; size += 1) {
      const fit = fits.has(size);
      if (fit || fine)
        marks.push(svg('circle', { class: fit ? 'fit' : 'dot', cx: at(size), cy: 28, r: fit ? (fine ? 7 : 4) : 3 }));
      if (size === now)
        marks.push(svg('circle', { class: fit ? 'now fit' : 'now misfit', cx: at(size), cy: 28, r: fit ? 10 : 7 }));
      const near = [...named].some((other) => other !== size && Math.abs(at(other) - at(size)) < 20);
      if (named.has(size)) {
        // Two names too close for one row: the one in use goes first.
        if (
          near &&
          size !== now &&
          [...named].some(
            (other) => (other === now || other < size) && other !== size && Math.abs(at(other) - at(size)) < 15,
          )
        )
          continue;
        marks.push(
          svg(
            'text',
            { class: fit ? 'fit' : 'misfit', x: Math.max(16, Math.min(wide - 16, at(size))), y: 12 },
            String(size),
          ),
        );
      } else if (size % step === 0) marks.push(svg('text', { class: 'scale', x: at(size), y: 50 }, String(size)));
    }
    const label = sizes.length
      ? `${ranges(sizes)} fit${now && !fits.has(now) ? `; ${now} does not` : ''}`
      : `${now} does not fit`;
    this.replaceChildren(
      h(
        'div',
        { role: 'img', 'aria-label': label },
        svg(
          'svg',
          { viewBox: `0 0 ${wide} 56`, 'aria-hidden': 'true' },
          svg('path', { class: 'axis', d: `M2 28H${wide - 2}` }),
          ...marks,
        ),
      ),
    );
  }
}

/**
 * 31 32 → 31–32
 * @param {number[]} sizes ascending
 */
export function ranges(sizes) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const size of sizes) {
    const last = runs.at(-1);
    if (last && last[1] === size - 1) last[1] = size;
    else runs.push([size, size]);
  }
  return runs.map(([low, high]) => (low === high ? String(low) : `${low}–${high}`)).join(', ');
}

define('number-line', NumberLine);
