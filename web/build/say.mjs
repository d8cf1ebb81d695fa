// What the commands print: each step as it starts, what it should take, and how long is left after it.

const HEARTBEAT_SECONDS = 10;
const LEAST_NODE = 20;

/**
 * One thing to do. `seconds` is what it takes on a two-core machine from nothing; 0 for what is done at once.
 * @typedef {{ what: string, seconds: number, run: (progress: (fraction: number) => void) => Promise<void> | void }} Step
 */

/** A failure with a message made for the reader: printed without a stack. */
export class Sorry extends Error {}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds - minutes * 60) / 10) * 10;
  return rest === 60 ? `${minutes + 1} min` : rest === 0 || minutes >= 5 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs the steps in order, saying for each what it is and what is left in all.
 * @param {Step[]} steps
 */
export async function follow(steps) {
  let left = steps.reduce((sum, step) => sum + step.seconds, 0);
  for (const step of steps) {
    const started = Date.now();
    const elapsed = () => (Date.now() - started) / 1000;
    let fraction = 0;
    const after = left - step.seconds;
    say(`• ${step.what}${left > 3 ? ` (about ${duration(left)} left in all)` : ''}`);
    const heartbeat = setInterval(() => {
      // What has been seen of the step beats what was guessed of it.
      const rest = fraction > 0.05 ? (elapsed() / fraction) * (1 - fraction) : Math.max(step.seconds - elapsed(), 2);
      const done = fraction > 0 ? `${Math.round(fraction * 100)} %, ` : '';
      say(`    ${done}${duration(elapsed())} so far, about ${duration(rest + after)} left in all`);
    }, HEARTBEAT_SECONDS * 1000);
    try {
      await step.run((value) => void (fraction = value));
    } finally {
      clearInterval(heartbeat);
    }
    if (elapsed() > 3) say(`    done in ${duration(elapsed())}`);
    left = after;
  }
}

/**
 * Runs a command's main function: a Sorry is printed plainly, anything else with its stack.
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  try {
    if (parseInt(process.versions.node) < LEAST_NODE) throw new Sorry(`Node ${LEAST_NODE} or newer is needed; this is ${process.version}.`);
    await body();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Sorry ? error.message : /** @type {Error} */ (error).stack}\n`);
    process.exitCode = 1;
  }
}
