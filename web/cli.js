#!/usr/bin/env node
// The same core from Node: shapewalk trace | run | solve | cases. Exit 0: fine, 1: the program has an error, 2: bad usage.
import { readFileSync } from 'node:fs';
import { casesReport } from './cli/cases.js';
import { modulesBeside } from './cli/modules.js';
import { runTable, solveTable, traceTable } from './cli/table.js';

const USAGE = `usage: shapewalk trace FILE [--model EXPR] [--input 1,3,32,32[:long]]… [--eval] [--json]
       shapewalk run FILE [as trace] [--seed N] [--fill ramp|ones|zeros|randn] [--weights W]
       shapewalk solve FILE [--model EXPR] [--eval] [--json]
       shapewalk cases FILE.jsonl [--failures N]

FILE may be - for standard input. What it imports of its own package, or from beside it, is read too. Without --input the input is solved for.
run computes the numbers too, as PyTorch does after torch.manual_seed(N) (0), on an input filled so (ramp: i/n).
With W, a .safetensors file or a .pt or .pth that torch.save wrote, the model's parameters come from there.
Exit code: 0 fine, 1 the program has an error or the weights are not all the model's, 2 bad usage or a file that cannot be
read.
`;

const FILLS = ['ramp', 'ones', 'zeros', 'randn'];

/** Wrong usage: printed with the usage text, exit code 2. */
class UsageError extends Error {}

/** @typedef {{ command: string, file: string, model: string, inputs: string[], eval: boolean, json: boolean, failures: number, seed: number, fill: string, weights: string }} Options */

/**
 * @param {string[]} argv
 * @returns {Options}
 */
function parse(argv) {
  const [command = '', ...rest] = argv;
  if (!['trace', 'run', 'solve', 'cases'].includes(command)) throw new UsageError(command ? `unknown command '${command}'` : 'no command given');
  /** @type {Options} */
  const options = { command, file: '', model: '', inputs: [], eval: false, json: false, failures: 20, seed: 0, fill: 'ramp', weights: '' };
  const value = () => {
    const v = rest.shift();
    if (v === undefined) throw new UsageError('an option lacks its value');
    return v;
  };
  while (rest.length) {
    const word = value();
    if (word === '--model') options.model = value();
    else if (word === '--input') options.inputs.push(value());
    else if (word === '--failures') options.failures = Number(value());
    else if (word === '--seed') options.seed = Number(value() || NaN);
    else if (word === '--fill') options.fill = value();
    else if (word === '--weights') options.weights = value();
    else if (word === '--eval') options.eval = true;
    else if (word === '--json') options.json = true;
    else if (word.startsWith('--')) throw new UsageError(`unknown option '${word}'`);
    else if (options.file) throw new UsageError(`one file only, not '${options.file}' and '${word}'`);
    else options.file = word;
  }
  if (!options.file) throw new UsageError('no file given');
  if (!Number.isInteger(options.failures) || options.failures < 0) throw new UsageError('--failures takes a whole number');
  if (!Number.isSafeInteger(options.seed)) throw new UsageError('--seed takes a whole number');
  if (!FILLS.includes(options.fill)) throw new UsageError(`--fill takes ${FILLS.join(', ')}, not '${options.fill}'`);
  if (options.weights && command !== 'run') throw new UsageError('--weights goes with run');
  return options;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (e) {
    throw new UsageError(`cannot read ${file}: ${e instanceof Error ? e.message : e}`);
  }
}

async function loadCore() {
  try {
    const { default: create } = await import(new URL('../dist/core.js', import.meta.url).href);
    /** @type {import('./core.d.ts').Core} */
    return await create();
  } catch (e) {
    throw new UsageError(`the core is not built yet: run \`npm run build\` first (${e instanceof Error ? e.message : e})`);
  }
}

async function main() {
  if (['--help', '-h', 'help'].includes(process.argv[2] ?? '')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = parse(process.argv.slice(2));
  const text = read(options.file).toString('utf8');
  const weights = options.weights ? read(options.weights) : null;
  const core = await loadCore();
  if (options.command === 'cases') {
    const report = casesReport(core, text, options.failures);
    process.stdout.write(report.text);
    return report.failed ? 1 : 0;
  }
  const beside = modulesBeside(options.file);
  core.modules(beside.package, beside.find);
  if (options.command === 'solve') {
    const json = core.solve(text, options.model, options.eval);
    /** @type {import('./core.d.ts').Backwards} */
    const answer = JSON.parse(json);
    process.stdout.write(options.json ? json + '\n' : solveTable(answer));
    return answer.found || !answer.asked ? 0 : 1;
  }
  const running = options.command === 'run';
  const input = options.inputs.join(';');
  if (weights) core.weights(weights);
  const json = running
    ? core.run(text, options.model, input, options.eval, options.fill, options.seed)
    : core.trace(text, options.model, input, options.eval, true, true);
  /** @type {import('./core.d.ts').Trace} */
  const trace = JSON.parse(json);
  const loaded = trace.weights;
  if (loaded?.error) throw new UsageError(`cannot read ${options.weights}: ${loaded.error.type}: ${loaded.error.message}`);
  const width = process.stdout.isTTY ? (process.stdout.columns ?? 100) : 100;
  process.stdout.write(options.json ? json + '\n' : (running ? runTable : traceTable)(trace, width));
  return trace.error || loaded?.message || loaded?.unreadable.length ? 1 : 0;
}

process.stdout.on('error', () => process.exit(0)); // a pager that was closed
try {
  process.exitCode = await main();
} catch (e) {
  if (!(e instanceof UsageError)) throw e;
  process.stderr.write(`shapewalk: ${e.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
