// Which shapes stand at the end of which line of the program.

/** @import {Trace} from '../../core.js' */

/** @typedef {{sizes: number[], dims: string}} LineShape */
/** @typedef {{first: LineShape, last: LineShape, times: number, varies: boolean}} LineResult */

/**
 * A line's result is the shape of the last tensor that it makes. A line that runs again and again (a
 * loop, a block called several times) has a first and a last result, and the number of times.
 * @param {Trace} trace
 * @returns {Map<number, LineResult>}
 */
export function lineShapes(trace) {
  /** @type {Map<number, LineResult>} */
  const lines = new Map();
  /** What was seen on a line since it was last entered: seeing the same place again means that it runs again. */
  /** @type {Map<number, Set<string>>} */
  const seen = new Map();

  /**
   * @param {number} line
   * @param {string} place
   * @param {LineShape} shape
   */
  const put = (line, place, shape) => {
    const visit = seen.get(line);
    const result = lines.get(line);
    if (!visit || !result) {
      seen.set(line, new Set([place]));
      lines.set(line, { first: shape, last: shape, times: 1, varies: false });
      return;
    }
    if (visit.has(place)) {
      visit.clear();
      result.times += 1;
      // What was last until now is the result of the run that has ended.
      result.varies ||= !sameShape(result.first, result.last);
    } else if (result.times === 1) {
      result.first = shape;
    }
    visit.add(place);
    result.last = shape;
  };

  const run = new Set(trace.steps.map((step) => step.line));
  for (const step of trace.steps) {
    const sizes = step.out[0];
    if (!sizes) continue;
    const shape = { sizes, dims: step.out_dims[0] ?? '' };
    if (step.line) put(step.line, `${step.column} ${step.op} ${step.path}`, shape);
    // The line that made the module shows it as well, unless that line also ran.
    if (step.made_line && !run.has(step.made_line)) put(step.made_line, `${step.made_column} ${step.op}`, shape);
  }
  // A container made on a line of its own shows what comes out of the container.
  const stepDims = new Map(trace.steps.map((step) => [String(step.out[0]), step.out_dims[0] ?? '']));
  for (const module of trace.modules) {
    const sizes = module.out[0];
    const line = module.made_line;
    if (!sizes || !line || !module.path || (lines.has(line) && !seen.get(line)?.has('module'))) continue;
    put(line, 'module', { sizes, dims: stepDims.get(String(sizes)) ?? '' });
  }
  return lines;
}

/** @param {LineShape} a @param {LineShape} b */
export const sameShape = (a, b) => String(a.sizes) === String(b.sizes);
