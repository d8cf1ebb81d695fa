// What the axes of a tensor mean is known where a layer takes it: `torch.zeros(8, 1, 28, 28)` is four
// numbers until a convolution reads it. So an output without names takes those of the step that uses it.

/** @import {Trace} from '../core.js' */

/** @param {string | undefined} letters */
const named = (letters) => /[a-z]/.test(letters ?? '');

/** @param {Trace} trace */
export function nameAxes({ steps }) {
  // A window keeps what the axes mean.
  for (const step of steps) {
    const [before, after] = [step.in_dims[0], step.out_dims[0]];
    if (step.windows.length && after && !named(before) && before?.length === after.length) step.in_dims[0] = after;
  }
  steps.forEach((step, i) => {
    step.out.forEach((sizes, k) => {
      if (named(step.out_dims[k])) return;
      const shape = String(sizes);
      for (const later of steps.slice(i + 1, i + 6)) {
        const at = later.in.findIndex((taken, j) => String(taken) === shape && named(later.in_dims[j]));
        if (at >= 0) {
          step.out_dims[k] = later.in_dims[at] ?? '';
          return;
        }
      }
    });
  });
}
