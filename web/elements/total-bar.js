// The sums of the whole walk.
import { define, h } from './base/dom.js';
import { bytes, exact, rounded } from './base/numbers.js';

/** @import {Trace} from '../core.js' */

class TotalBar extends HTMLElement {
  #said = '';

  /** @param {Trace} trace */
  set trace(trace) {
    const said = JSON.stringify([
      trace.params,
      trace.macs,
      trace.activation_bytes,
      trace.receptive_field,
      trace.steps.length === 0,
    ]);
    if (said === this.#said) return;
    this.#said = said;
    this.hidden = trace.steps.length === 0;
    const facts = /** @type {[string, string][]} */ ([
      [exact(trace.params), trace.params === 1 ? 'parameter' : 'parameters'],
      [rounded(trace.macs), 'multiply-adds'],
      [bytes(trace.activation_bytes), 'activations'],
    ]);
    if (trace.receptive_field.length) facts.push([trace.receptive_field.join(' × '), 'receptive field']);
    this.replaceChildren(
      h(
        'dl',
        { class: 'card' },
        facts.map(([value, name]) => h('div', null, h('dt', null, name), h('dd', null, value))),
      ),
    );
  }
}

define('total-bar', TotalBar);
