// The page: the editor's code goes to the core, what comes back goes to the panels, and the whole state
// goes into the link. Elements tell what the reader did by events; only this file connects them.
import './elements/back-panel.js';
import './elements/code-editor.js';
import './elements/error-panel.js';
import './elements/example-picker.js';
import './elements/note-list.js';
import './elements/step-table.js';
import './elements/total-bar.js';
import './elements/trace-options.js';
import './elements/walk-list.js';
import { shapeText } from './elements/base/dims.js';
import { afterFrame, whenIdle } from './elements/base/dom.js';
import { followNumbers } from './elements/base/follow.js';
import { Client } from './engine/client.js';
import { keepForOffline } from './engine/keep.js';
import * as link from './engine/link.js';

/** @import {Fix, Trace, Backwards} from './core.js' */
/** @import {State} from './engine/link.js' */
/** @typedef {HTMLElement & Record<string, any>} Panel */

/** @param {string} selector @returns {Panel} */
const find = (selector) => /** @type {Panel} */ (document.querySelector(selector));

const root = document.documentElement;
const editor = find('code-editor');
const options = find('trace-options');
const walk = find('walk-list');
const table = find('step-table');
const picker = find('example-picker');
const status = find('#status');
const notice = find('#notice');

/** @type {State} */
let state = { code: editor.code, model: '', input: '', eval: false };
/** The example in the editor, while nothing of it is changed. @type {State & {file: string} | null} */
let example = { ...state, file: find('main').dataset.example ?? '' };
/** @type {{trace: Trace, back: Backwards} | null} */
let shown = null;
/** The numbers, once they were asked for. @type {import('./numbers.js').Numbers | null} */
let numbers = null;
/** What the network ran on before numbers were put off. @type {import('./engine/link.js').Numbers} */
let lastNumbers = { fill: 'pad', seed: 0 };
/** The fragment that this page wrote last: a change to any other is a link being followed. */
let written = location.hash;

// --- What the page says -------------------------------------------------------------------------

/** A calm remark above the code, until the next one. @param {string} text @param {'' | 'working'} [kind] */
function note(text, kind = '') {
  notice.textContent = text;
  notice.dataset.kind = kind;
  notice.hidden = !text;
}

/** For those who listen: what came of it, in one sentence. @param {Trace} trace */
function announce(trace) {
  const { error } = trace;
  status.textContent = error
    ? `${error.type}${error.line ? ` at line ${error.line}` : ''}: ${error.message}`
    : trace.output.length
      ? `${trace.steps.length} steps. The output is ${trace.output.map(shapeText).join(' and ')}.`
      : `${trace.steps.length} steps.`;
}

/** Is anything asked that is unanswered? */
let answered = true;
/** Is the view still to be drawn? */
let drawing = false;
/** The last answer; `half`: its program stops in the middle of a line. @type {{trace: Trace, half: boolean} | null} */
let said = null;

// --- Tracing ------------------------------------------------------------------------------------

const client = new Client(new URL('./engine/worker.js', import.meta.url), location.hash.length > 1, {
  result: ({ trace, back }) => {
    answered = true;
    if (notice.dataset.kind === 'working') note('');
    show(trace, back);
    settle();
  },
  warned: (warnings) => {
    if (!shown) return;
    shown.trace.warnings = warnings;
    editor.trace = shown.trace;
    find('note-list').trace = shown.trace;
  },
  slow: () => note('Still working on it …', 'working'),
  ended: () =>
    stopped(
      'This took longer than five seconds, so it was stopped. Your code is as you left it; change it, and it is tried again.',
    ),
  broken: () =>
    stopped(
      'Shapewalk’s core could not go on with this. Your code is as you left it; change it, and it is tried again.',
    ),
});

/** Nothing will come of the last request. @param {string} text */
function stopped(text) {
  answered = true;
  settle();
  note(text, 'working');
}

/** What was asked last is answered and drawn. */
function settle() {
  if (answered && !drawing && !walk.drawing) root.dataset.state = 'idle';
}

function working() {
  answered = false;
  root.dataset.state = 'working';
}

function ask() {
  working();
  client.ask({ source: state.code, model: state.model, input: state.input, eval: state.eval });
}

const follow = followNumbers(document.body);

/** @param {Trace} trace @param {Backwards} back */
function show(trace, back) {
  // Half a line is not worth clearing the walk for: the last one stays, set back, until the line is whole.
  const half =
    trace.error !== null &&
    trace.steps.length === 0 &&
    /^(Syntax|Indentation|Tab)Error$/.test(trace.error.type) &&
    shown !== null;
  find('main').classList.toggle('half', half);
  editor.trace = half && shown ? { ...shown.trace, error: trace.error } : trace;
  said = { trace, half };
  if (!half) {
    shown = { trace, back };
    numbers?.traced(trace, program());
  }
  if (!drawing) void drawInFrames();
}

const frame = () => new Promise((/** @type {(_: null) => void} */ next) => afterFrame(() => next(null)));

/** The rest in frames of its own: what is said of the whole, the panels, the view. While one types, each must be short. */
async function drawInFrames() {
  drawing = true;
  let last;
  do {
    await frame();
    last = /** @type {NonNullable<typeof said>} */ (said);
    say(last.trace, last.half);
    if (last.half || !shown) continue;
    await frame();
    find('back-panel').show(shown.back, shown.trace);
    find('total-bar').trace = shown.trace;
    await frame();
    draw();
    // Another answer may have come meanwhile.
  } while (last !== said);
  drawing = false;
  settle();
}

/** @param {Trace} trace @param {boolean} half */
function say(trace, half) {
  find('error-panel').trace = trace;
  find('note-list').trace = half && shown ? { ...shown.trace, notes: [], printed: '' } : trace;
  announce(trace);
  if (half) return;
  options.trace = trace;
  find('#walk-title').textContent = trace.steps.length || trace.error ? 'The walk' : 'Nothing to walk through yet';
  find('#empty').hidden = trace.steps.length > 0;
}

/** Draw the view in use; the other one is drawn when it is asked for. */
function draw() {
  if (!shown) return;
  const asTable = state.view === 'table';
  walk.hidden = asTable;
  table.hidden = !asTable;
  find(asTable ? '#view-table' : '#view-walk').setAttribute('aria-pressed', 'true');
  find(asTable ? '#view-walk' : '#view-table').setAttribute('aria-pressed', 'false');
  if (asTable) table.trace = shown.trace;
  else walk.trace = shown.trace;
  drawn();
}

/** What goes by what the view shows follows it. */
function drawn() {
  if (walk.drawing) return;
  numbers?.drawn();
  follow.again();
}

// --- Numbers ------------------------------------------------------------------------------------

const program = () => ({ source: state.code, model: state.model, input: state.input, eval: state.eval });

/** Numbers on or off, as the state says; what draws them is fetched when they are first wanted. */
async function showNumbers() {
  find('#numbers').setAttribute('aria-pressed', String(Boolean(state.numbers)));
  if (state.numbers && !numbers) {
    const { Numbers } = await import('./numbers.js');
    if (!numbers) {
      // What the program prints is known better once it has run.
      numbers = new Numbers(walk, find('#numbers-place'), ({ printed }) => {
        if (shown) find('note-list').trace = { ...shown.trace, printed };
      });
      if (shown) numbers.traced(shown.trace, program());
    }
  }
  if (numbers) numbers.settings = state.numbers ?? null;
}

// --- The link -----------------------------------------------------------------------------------

/** @type {ReturnType<typeof setTimeout> | undefined} */
let saving;

/** @param {number} [delay] */
function save(delay = 350) {
  clearTimeout(saving);
  saving = setTimeout(() => void saveNow(), delay);
}

async function saveNow() {
  clearTimeout(saving);
  const now = { ...state, open: walk.openSteps };
  // An example as it is needs no link of its own, if it is the one that the page opens with.
  const plain =
    example?.file === find('main').dataset.example &&
    unchanged() &&
    !now.open &&
    !now.numbers &&
    now.view !== 'table';
  const fragment = plain ? '' : await link.write(now);
  if (fragment.length > link.LONGEST) {
    note('This is too long for a link. It stays in the editor, but keep a copy of your own.');
    return;
  }
  try {
    history.replaceState(null, '', location.pathname + location.search + fragment);
    written = fragment;
  } catch {
    // A browser that counts address changes lets the next one through.
  }
}

const unchanged = () =>
  example !== null &&
  state.code === example.code &&
  state.input === example.input &&
  state.model === example.model &&
  !state.eval;

/** Take the state of the address. @returns {Promise<boolean>} whether there was one */
async function load() {
  const read = await link.read(location.hash);
  if (read === 'none') return false;
  if (read === 'damaged') {
    note('The link is damaged, so the code in it could not be read. What is in the editor is untouched.');
    return false;
  }
  if (read === 'newer') {
    note('The link was made by a newer Shapewalk. What is in the editor is untouched.');
    return false;
  }
  example = null;
  // What the page shows before its first answer is the question's; this is another program.
  walk.replaceChildren();
  find('back-panel').replaceChildren();
  put(read);
  return true;
}

/** Put a whole state on the page. @param {State} next */
function put(next) {
  state = next;
  walk.openSteps = next.open;
  editor.replace(next.code);
  changed();
}

/** Something of the state is new: ask again, keep it, show where it comes from. */
function changed() {
  options.value = state;
  picker.current = example && state.code === example.code ? example.file : '';
  void showNumbers();
  ask();
  save();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

/** The same, once the key that did it is shown. */
function changedSoon() {
  working();
  clearTimeout(soon);
  soon = setTimeout(changed);
}

/** @param {string} text @param {string} what */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    note(`${what} is copied.`);
  } catch {
    note('The browser does not allow copying here. The address above is the link.');
  }
}

// --- What the reader does -----------------------------------------------------------------------

/** @template T @param {string} type @param {(detail: T) => void} heard */
const on = (type, heard) =>
  document.addEventListener(type, (event) => heard(/** @type {CustomEvent<T>} */ (event).detail));

on('code-input', (/** @type {{code: string}} */ { code }) => {
  // The same text typed anew: its shapes were lost with the old one.
  if (code === state.code) return ask();
  state = { ...state, code };
  if (!notice.dataset.kind) note('');
  changedSoon();
});
on('options-input', (/** @type {Pick<State, 'input' | 'model' | 'eval'>} */ value) => {
  state = { ...state, ...value };
  changedSoon();
});
on('set-input', (/** @type {{input: string}} */ { input }) => {
  state = { ...state, input };
  changed();
});
on('apply-fix', (/** @type {Fix} */ fix) => editor.apply(fix.edits));
on('go-line', (/** @type {{line: number, column: number}} */ { line, column }) => editor.go(line, column));
// Beside the code, the walk goes along with the cursor; under it (on a phone) it stays where it is.
const beside = matchMedia('(min-width: 1001px)');
on('cursor-line', (/** @type {{line: number, typing: boolean}} */ { line, typing }) =>
  setTimeout(() => walk.lightLine(line, !typing && beside.matches)),
);
on('step-toggle', () => {
  numbers?.drawn();
  save();
});
on('walk-drawn', () => {
  drawn();
  settle();
});
on('numbers-input', (/** @type {import('./engine/link.js').Numbers} */ value) => setNumbers(value));
document.addEventListener('go-step', (event) => {
  const card = event.target instanceof Element ? event.target.closest('.op') : null;
  const from = Number(/** @type {HTMLElement | null} */ (card)?.dataset.step);
  walk.go(from, from + /** @type {CustomEvent<{by: number}>} */ (event).detail.by);
  save();
});
on('follow', (/** @type {import('./elements/base/follow.js').Followed} */ followed) => editor.follow(followed));
on('page-note', (/** @type {{text: string}} */ { text }) => note(text));
on('copy-text', (/** @type {{text: string, what: string}} */ { text, what }) => void copy(text, what));
on('examples-ready', () => {
  picker.current = example?.file ?? '';
});
on(
  'example',
  (
    /** @type {{file: string, code: string, input?: string, model?: string}} */ {
      file,
      code: text,
      input = '',
      model = '',
    },
  ) => {
    note('');
    const code = text.trimEnd();
    const { view, numbers: kept } = state;
    const next = { code, input, model, eval: false, ...(view ? { view } : {}), ...(kept ? { numbers: kept } : {}) };
    example = { ...next, file };
    put(next);
  },
);

find('#share').onclick = async () => {
  await saveNow();
  const about = [
    location.href.length > 30_000 && 'a long one: some programs cut it',
    numbers?.withWeights && 'without the weights file, which stays here',
  ].filter(Boolean);
  await copy(location.href, about.length ? `The link (${about.join('; ')})` : 'The link');
};
for (const view of /** @type {const} */ (['walk', 'table'])) {
  find(`#view-${view}`).onclick = () => {
    state = { ...state, view };
    draw();
    save();
  };
}
/** @param {import('./engine/link.js').Numbers | undefined} value */
function setNumbers(value) {
  const { numbers: before, ...rest } = state;
  lastNumbers = value ?? before ?? lastNumbers;
  state = value ? { ...rest, numbers: value } : rest;
  void showNumbers();
  save();
}
find('#numbers').onclick = () => setNumbers(state.numbers ? undefined : lastNumbers);
addEventListener('hashchange', () => {
  if (location.hash !== written) void load();
});
addEventListener('pagehide', () => void saveNow());

// --- Beginning ----------------------------------------------------------------------------------

if (!(await load())) {
  options.value = state;
  ask();
}
root.dataset.ready = 'true';
// The comfortable editor comes when nothing else is waiting, or with the first click into the field; then
// the page is kept for the time without a network.
whenIdle(async () => {
  await editor.comfort();
  await keepForOffline(picker.files);
});
