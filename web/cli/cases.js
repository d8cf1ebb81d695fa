// `shapewalk cases`: one-expression cases against what PyTorch made of them.

/** @typedef {{ code: string, in: number[][], out?: number[][], value?: unknown, params?: number, error?: { type: string, message: string, at: string } }} Case */

/**
 * What differs between a case and the core's answer; empty where they agree.
 * @param {Case} expected
 * @param {import('../core.d.ts').CaseResult} got
 */
function difference(expected, got) {
  const say = (/** @type {unknown} */ v) => JSON.stringify(v);
  if (expected.error) {
    if (!got.error) return `expected ${expected.error.type}: ${expected.error.message}\n  got ${got.value || say(got.out)}`;
    const same = got.error.type === expected.error.type && got.error.message === expected.error.message && got.at === expected.error.at;
    return same ? '' : `expected ${expected.error.type} at ${expected.error.at}: ${expected.error.message}\n  got ${got.error.type} at ${got.at}: ${got.error.message}`;
  }
  if (got.error) return `expected ${say(expected.value ?? expected.out)}\n  got ${got.error.type}: ${got.error.message}`;
  if ('value' in expected) {
    const value = got.value ? JSON.parse(got.value) : undefined;
    if (say(value) !== say(expected.value)) return `expected ${say(expected.value)}\n  got ${got.value || say(got.out)}`;
  } else if (say(got.out) !== say(expected.out)) return `expected ${say(expected.out)}\n  got ${got.value || say(got.out)}`;
  if (expected.params !== undefined && got.params !== expected.params) return `expected ${expected.params} parameters\n  got ${got.params}`;
  return '';
}

/**
 * @param {import('../core.d.ts').Core} core
 * @param {string} text  lines of JSON
 * @param {number} failures  how many differences to print
 */
export function casesReport(core, text, failures) {
  let passed = 0;
  let failed = 0;
  const out = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    let what;
    let code = line;
    try {
      /** @type {Case} */
      const expected = JSON.parse(line);
      code = expected.code;
      const input = expected.in.map((s) => s.join(',') || '()').join(';');
      what = difference(expected, JSON.parse(core.evaluate(code, input, '', 0)));
      if (what) code += `   in ${JSON.stringify(expected.in)}`;
    } catch (e) {
      what = `this line is no case: ${e instanceof Error ? e.message : e}`;
    }
    if (!what) {
      passed++;
      continue;
    }
    if (failed++ < failures) out.push(`line ${i + 1}: ${code}\n  ${what}\n`);
  }
  return { failed, text: out.join('') + `${passed} passed, ${failed} failed\n` };
}
