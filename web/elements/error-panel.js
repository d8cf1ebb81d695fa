// What stopped the program: PyTorch's words, the numbers in them taken apart, and edits that mend it.
import { formula, sentence } from './base/dims.js';
import { define, h, keepFocus, tell } from './base/dom.js';
import { lineButton } from './walk-step.js';

/** @import {Trace} from '../core.js' */

class ErrorPanel extends HTMLElement {
  #said = '';

  /** @param {Trace} trace */
  set trace(trace) {
    const { error, fixes } = trace;
    const said = JSON.stringify([error, fixes]);
    if (said === this.#said) return;
    this.#said = said;
    this.hidden = !error;
    keepFocus(this, () => {
      this.replaceChildren();
      if (!error) return;
      this.append(
        h('h2', null, 'It stops here'),
        h(
          'div',
          { class: 'card' },
          h('p', { class: 'message' }, h('b', null, `${error.type}: `), error.message),
          error.line
            ? h(
                'p',
                { class: 'small where' },
                'at ',
                lineButton(error.line, error.column),
                error.path ? [', in ', h('code', null, error.path)] : null,
              )
            : null,
          error.cause.length ? h('p', { class: 'cause formula' }, formula(error.cause)) : null,
          error.hint ? h('p', { class: 'hint' }, sentence(error.hint)) : null,
          fixes.length
            ? h(
                'div',
                { class: 'fixes' },
                h(
                  'p',
                  { class: 'small' },
                  fixes.length === 1 ? 'This mends it; it was tried:' : 'Each of these mends it; each was tried:',
                ),
                fixes.map((fix, i) => {
                  const button = h(
                    'button',
                    { class: 'fix', 'data-key': `fix ${i}` },
                    h('code', null, fix.title),
                    fix.result ? h('span', { class: 'small' }, fix.result) : null,
                  );
                  button.onclick = () => tell(this, 'apply-fix', fix);
                  return button;
                }),
              )
            : null,
        ),
      );
    });
  }
}

define('error-panel', ErrorPanel);
