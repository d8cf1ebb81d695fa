// What a tensor's numbers are like as a whole: the legend of the colours, some statistics, a histogram.
import { define, h, svg } from '../base/dom.js';
import { exact } from '../base/numbers.js';
import { figure, percent } from './figures.js';
import { onTheme, picture, put } from './scale.js';

/** @import {Summary} from '../../engine/summary.js' */

const WIDE = 240;
const HIGH = 44;

class NumberFacts extends HTMLElement {
  /** @type {Summary | null} */
  #summary = null;
  /** @type {(() => void) | null} */
  #theme = null;

  connectedCallback() {
    this.#theme = onTheme(() => this.#draw());
  }

  disconnectedCallback() {
    this.#theme?.();
  }

  /** @param {Summary} summary */
  set summary(summary) {
    this.#summary = summary;
    this.#draw();
  }

  #draw() {
    const s = this.#summary;
    if (!s) return;
    const most = Math.max(Math.abs(s.min), Math.abs(s.max));
    // Zero has its place on the line even where all numbers lie on one side of it.
    const [low, high] = [Math.min(0, s.min), Math.max(0, s.max)];
    const ramp = h('canvas', { class: 'ramp', 'aria-hidden': 'true' });
    const cells = Array.from({ length: WIDE }, (_, i) => low + ((high - low) * (i + 0.5)) / WIDE);
    put(ramp, picture(cells, WIDE, 1, most));
    const at = (/** @type {number} */ x) => (high > low ? ((x - low) / (high - low)) * WIDE : WIDE / 2);
    const tallest = Math.max(...s.bins, 1);
    const each = (s.max - s.min) / s.bins.length;
    const bars = s.bins.flatMap((count, i) => {
      if (!count) return [];
      // Few are still some: a bin that is not empty can be seen.
      const tall = Math.max(1.5, (count / tallest) * HIGH);
      const [from, to] = [at(s.min + each * i), at(s.min + each * (i + 1))];
      return [svg('rect', { x: from, y: HIGH - tall, width: Math.max(1.5, to - from - 0.8), height: tall })];
    });
    const marks = [
      svg('path', { class: 'zero', d: `M${at(0)} 0V${HIGH}` }),
      svg('path', { class: 'axis', d: `M0 ${HIGH}H${WIDE}` }),
    ];
    const facts = /** @type {[string, string][]} */ ([
      ['min', figure(s.min)],
      ['max', figure(s.max)],
      ['mean', figure(s.mean)],
      ['std', figure(s.std)],
      ['zeros', percent(s.zeros / s.count)],
    ]);
    if (s.odd) facts.push(['inf or nan', exact(s.odd)]);
    const ends = h('div', { class: 'ends' }, h('span', null, figure(low)), h('span', null, figure(high)));
    if (low < 0 && high > 0) {
      const zero = h('span', { class: 'at-zero' }, '0');
      zero.style.left = `${(at(0) / WIDE) * 100}%`;
      // Too near an end, it would be written over it.
      if (at(0) > 44 && at(0) < WIDE - 44) ends.append(zero);
    }
    this.replaceChildren(
      h(
        'figure',
        {
          class: 'spread',
          role: 'img',
          'aria-label': `Histogram of ${exact(s.count)} numbers from ${figure(s.min)} to ${figure(s.max)}, mean ${figure(s.mean)}`,
        },
        svg('svg', { viewBox: `0 -1 ${WIDE} ${HIGH + 2}`, width: WIDE, height: HIGH + 2 }, ...bars, ...marks),
        ramp,
        ends,
      ),
      h(
        'dl',
        { class: 'facts-list' },
        facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
      ),
    );
  }
}

define('number-facts', NumberFacts);
