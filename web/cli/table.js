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

/**
 * @param {Trace} t
 * @param {number} width  of the terminal
 */
export function traceTable(t, width) {
  let out = '';
  const source = { given: 'as given', program: 'the program’s own', solved: 'solved for' }[t.input_source] ?? t.input_source;
  if (t.model) out += `${t.model}, input ${shapes(t.input)} (${source})\n\n`;
  if (t.steps.length) {
    const rows = [['line', 'path', 'operation', 'out', 'parameters', 'MACs', 'working']];
    for (const s of t.steps)
      rows.push([s.line ? `${s.line}` : '', s.path, s.op, shapes(s.out), s.params ? grouped(s.params) : '', s.macs ? grouped(s.macs) : '', s.worked[0] ?? '']);
    const fixed = columns(rows.map((r) => r.slice(0, 6)), new Set([0, 4, 5])).split('\n');
    const left = Math.max(...fixed.map((l) => [...l].length));
    out += rows.map((r, i) => `${fixed[i] + ' '.repeat(left - [...fixed[i]].length)}  ${cut(r[6], Math.max(24, width - left - 2))}`.trimEnd() + '\n').join('');
    out += `\noutput ${t.error ? 'not reached' : shapes(t.output) || 'no tensor'}   ${grouped(t.params)} parameters   ${grouped(t.macs)} MACs   ${grouped(t.activation_bytes)} bytes of activations\n`;
  }
  if (t.backwards.asked && !t.error) out += `\n${solveTable(t.backwards)}`;
  if (t.printed) out += `\nprinted:\n${t.printed.replace(/^/gm, '  ').trimEnd()}\n`;
  for (const n of t.notes) out += `\nnote${n.line ? `, line ${n.line}` : ''}: ${n.text}`;
  for (const n of t.warnings) out += `\nwarning${n.line ? `, line ${n.line}` : ''}: ${n.text}`;
  if (t.notes.length + t.warnings.length) out += '\n';
  if (t.error) {
    out += `\n${t.error.line ? `line ${t.error.line}: ` : ''}${t.error.type}: ${t.error.message}\n`;
    if (t.error.cause.length) out += `  ${t.error.cause.map((p) => p.text).join('')}\n`;
    if (t.error.hint) out += `  ${t.error.hint}\n`;
    for (const f of t.fixes) out += `  fix: ${f.title}   → ${f.result}\n`;
    if (t.backwards.asked && t.backwards.found && t.backwards.answer) out += `  or another input: ${t.backwards.answer}\n`;
  }
  return out;
}
