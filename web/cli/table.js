// A trace and a backwards answer as tables made for people.

/** @typedef {import('../core.d.ts').Trace} Trace */
/** @typedef {import('../core.d.ts').Backwards} Backwards */

const grouped = (/** @type {number} */ n) => n.toLocaleString('en-US');
const shape = (/** @type {number[]} */ s) => (s.length ? s.join('×') : 'scalar');
const shapes = (/** @type {number[][]} */ all) => all.map(shape).join(', ');
const range = (/** @type {number[]} */ r) => (r[0] === r[1] ? `${r[0]}` : `${r[0]}–${r[1]}`);

/**
 * @param {string[][]} rows  the first is the heading
 * @param {Set<number>} right  columns of numbers
 */
function columns(rows, right) {
  const width = rows[0].map((_, c) => Math.max(...rows.map((r) => [...r[c]].length)));
  return rows
    .map((r) => r.map((cell, c) => (right.has(c) ? ' '.repeat(width[c] - [...cell].length) + cell : cell + ' '.repeat(width[c] - [...cell].length))).join('  ').trimEnd() + '\n')
    .join('');
}

/** @param {string} text @param {number} width */
function cut(text, width) {
  const chars = [...text];
  return chars.length <= width ? text : chars.slice(0, width - 1).join('') + '…';
}

/** @param {Backwards} b */
export function solveTable(b) {
  if (!b.asked) return 'The program gives its own input, or there is no model to ask.\n';
  let out = b.code ? `What must go in, for ${b.code} on line ${b.line} to fit?\n` : 'What must go in?\n';
  out += `${b.answer}\n`;
  if (b.factors.length) out += `${b.factors.map((p) => p.text).join('')}\n`;
  if (b.walk.length) {
    const rows = [['back through', 'line', 'out', 'in', 'because']];
    for (const s of b.walk) rows.push([`${s.path ? `${s.path} ` : ''}${s.op} (${s.dim.toUpperCase()})`, s.line ? `${s.line}` : '', range(s.out), range(s.in), s.say]);
    out += `\n${columns(rows, new Set([1, 2, 3]))}`;
  }
  const others = b.solutions.filter((s) => !s.square);
  if (b.solutions.length) {
    out += '\nInputs that fit:\n';
    for (const s of b.solutions.slice(0, 12)) out += `  ${s.ranges.map(range).join(' × ')}${s.square ? '   (square)' : ''}\n`;
    if (b.solutions.length > 12) out += `  … and ${others.length - 11} more\n`;
  }
  if (b.found && b.chosen) out += `\nUsed: ${b.chosen}${b.chosen_name ? ` (${b.chosen_name})` : ''}\n`;
  return out;
}

/** @param {Trace} t */
function heading(t) {
  const source = { given: 'as given', program: 'the program’s own', solved: 'solved for' }[t.input_source] ?? t.input_source;
  return t.model ? `${t.model}, input ${shapes(t.input)} (${source})\n\n` : '';
}

/**
 * The steps, with the last column cut to what room is left.
 * @param {string[][]} rows  the first is the heading
 * @param {Set<number>} right  columns of numbers
 * @param {number} width  of the terminal
 */
function steps(rows, right, width) {
  const last = rows[0].length - 1;
  const fixed = columns(rows.map((r) => r.slice(0, last)), right).split('\n');
  const left = Math.max(...fixed.map((l) => [...l].length));
  return rows.map((r, i) => `${fixed[i] + ' '.repeat(left - [...fixed[i]].length)}  ${cut(r[last], Math.max(24, width - left - 2))}`.trimEnd() + '\n').join('');
}

/**
 * What was printed, remarks, and the error with what mends it.
 * @param {Trace} t
 */
function ending(t) {
  let out = '';
  if (t.printed) out += `\nprinted:\n${t.printed.replace(/^/gm, '  ').trimEnd()}\n`;
  for (const n of t.notes) out += `\nnote${n.line ? `, line ${n.line}` : ''}: ${n.text}`;
  for (const n of t.warnings) out += `\nwarning${n.line ? `, line ${n.line}` : ''}: ${n.text}`;
  if (t.notes.length + t.warnings.length) out += '\n';
  if (t.error) {
    const inside = t.error.file ? `${t.error.file}, line ${t.error.file_line}: ` : '';
    out += `\n${t.error.line ? `line ${t.error.line}: ` : ''}${inside}${t.error.type}: ${t.error.message}\n`;
    if (t.error.cause.length) out += `  ${t.error.cause.map((p) => p.text).join('')}\n`;
    if (t.error.hint) out += `  ${t.error.hint}\n`;
    for (const f of t.fixes) out += `  fix: ${f.title}   → ${f.result}\n`;
    if (t.backwards.asked && t.backwards.found && t.backwards.answer) out += `  or another input: ${t.backwards.answer}\n`;
  }
  return out;
}

/**
 * @param {Trace} t
 * @param {number} width  of the terminal
 */
export function traceTable(t, width) {
  let out = heading(t);
  if (t.steps.length) {
    const rows = [['line', 'path', 'operation', 'out', 'parameters', 'MACs', 'working']];
    for (const s of t.steps)
      rows.push([s.line ? `${s.line}` : '', s.path, s.op, shapes(s.out), s.params ? grouped(s.params) : '', s.macs ? grouped(s.macs) : '', s.worked[0] ?? '']);
    out += steps(rows, new Set([0, 4, 5]), width);
    out += `\noutput ${t.error ? 'not reached' : shapes(t.output) || 'no tensor'}   ${grouped(t.params)} parameters   ${grouped(t.macs)} MACs   ${grouped(t.activation_bytes)} bytes of activations\n`;
  }
  if (t.backwards.asked && !t.error) out += `\n${solveTable(t.backwards)}`;
  return out + ending(t);
}

/** Five significant digits; JSON has null for what is infinite or no number. @param {number | null} x */
const short = (x) => (x === null ? 'inf or nan' : `${Number(x.toPrecision(5))}`);

/**
 * A tensor's first numbers, in lines of eight.
 * @param {import('../core.d.ts').Values} v
 */
function numbers(v) {
  const count = v.shape.reduce((n, s) => n * s, 1);
  let out = `\n${shape(v.shape)} ${v.dtype}`;
  if (!v.known) return `${out}: its numbers are not known\n`;
  out += `   sum ${short(v.sum)}   sum of absolute values ${short(v.abs_sum)}\n`;
  const texts = v.first.map(short);
  const wide = Math.max(0, ...texts.map((s) => s.length));
  for (let i = 0; i < texts.length; i += 8) out += `  ${texts.slice(i, i + 8).map((s) => s.padStart(wide)).join('  ')}\n`;
  return count > texts.length ? `${out}  … ${grouped(count - texts.length)} more\n` : out;
}

/**
 * What a run took from a file of weights, with what load_state_dict says of it.
 * @param {import('../core.d.ts').LoadedWeights} w
 */
function weights(w) {
  if (!w.model) return '\nweights: no model was called that could take them\n';
  const of = [w.format, w.dict, w.prefix && `names without '${w.prefix}'`].filter(Boolean).join(', ');
  let out = `\nweights (${of}): ${grouped(w.tensors)} ${w.tensors === 1 ? 'tensor' : 'tensors'}, ${grouped(w.numbers)} numbers, taken into ${w.model}\n`;
  if (w.message) out += `${w.message.replace(/ $/gm, '').replaceAll('\t', '  ').replace(/^/gm, '  ')}\n`;
  for (const { text } of w.unreadable) out += `  not read: ${text}\n`;
  if (w.message || w.unreadable.length) out += '  What did not fit stays as it was drawn.\n';
  return out;
}

/**
 * A run: the steps with their modules' numbers, what came out, what was printed.
 * @param {Trace} t
 * @param {number} width  of the terminal
 */
export function runTable(t, width) {
  let out = heading(t);
  if (t.steps.length) {
    // A layer's step and its call are told in the same order.
    /** @type {Map<string, import('../core.d.ts').ModuleCall[]>} */
    const calls = new Map();
    for (const m of t.modules) calls.set(`${m.type} ${m.path}`, [...(calls.get(`${m.type} ${m.path}`) ?? []), m]);
    const rows = [['line', 'path', 'operation', 'out', 'mean', 'std', 'first numbers']];
    for (const s of t.steps) {
      const m = calls.get(`${s.op} ${s.path}`)?.shift();
      const known = m && m.first.length > 0;
      rows.push([s.line ? `${s.line}` : '', s.path, s.op, shapes(s.out), known ? short(m.mean) : '', known ? short(m.std) : '', known ? m.first.map(short).join('  ') : '']);
    }
    out += steps(rows, new Set([0, 4, 5]), width);
  }
  if (!t.error) for (const v of t.values) out += numbers(v);
  if (t.without_kernel.length)
    out += `\nNot computed: ${t.without_kernel.join(', ')}. There are shapes but no numbers of what depends on ${t.without_kernel.length === 1 ? 'it' : 'them'}.\n`;
  if (t.weights) out += weights(t.weights);
  return out + ending(t);
}
