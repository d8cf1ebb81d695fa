// web/operations.json as a page that is read without JavaScript: every operation, its rule, a worked example, cases.

import { write } from '../engine/link.js';

/** @import {Operation} from './operations.mjs' */

/** Where a field has no text, nothing of it is shown. @param {unknown} condition @param {() => string} text */
const when = (condition, text) => (condition ? text() : '');

/** @param {string} value */
const text = (value) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {string} name */
const anchor = (name) => name.replace(/\W+/g, '-');

/** @param {string} shape "1,3,32,32;4:long" */
const shapes = (shape) => shape.split(';').map((one) => one.replaceAll(',', '×').replace(/:(\w+)$/, ' ($1)') || 'a scalar').join(', ');

/** @param {number} number */
const exact = (number) => number.toLocaleString('en-US');

/** @param {Operation[]} operations @returns {Promise<string>} */
export async function operationsPage(operations) {
  const families = [...new Set(operations.map(({ family }) => family))];
  const sections = await Promise.all(
    families.map(async (family) => {
      const articles = await Promise.all(operations.filter((one) => one.family === family).map(article));
      return `<section id="${anchor(family)}"><h2>${text(family)}</h2>\n${articles.join('\n')}\n</section>`;
    }),
  );
  const cases = operations.reduce((sum, one) => sum + one.cases, 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Every PyTorch operation that Shapewalk knows: its size rule, a worked example, and where it is from.">
<title>Operations · Shapewalk</title>
<link rel="icon" href="assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="styles/operations.css">
<script type="module" src="operations.js"></script>
</head>
<body>
<header class="top"><p class="mark"><a href="./">shape<i>w</i><b>a</b>lk</a></p><h1>Operations</h1></header>
<main>
<p>${operations.length} operations, each with its rule, an example that is worked out, and where the rule is from. The tests hold them to ${exact(cases)} answers of PyTorch 2.6.</p>
<p class="find" hidden><label>Find <input type="search" autocomplete="off" spellcheck="false"></label> <span class="small" role="status"></span></p>
<nav aria-label="Families"><ul>${families.map((family) => `<li><a href="#${anchor(family)}">${text(family)}</a></li>`).join('')}</ul></nav>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** @param {Operation} one */
async function article(one) {
  const link = await write({ code: one.program.trimEnd(), model: '', input: one.program.includes('\nnet = ') ? one.in : '', eval: false });
  const counts = [
    one.params ? `${exact(one.params)} parameters` : '',
    one.macs ? `${exact(one.macs)} multiply-adds` : '',
  ].filter(Boolean);
  const schemas = [one.module, ...one.functions].filter(Boolean);
  return `<article id="${anchor(one.family)}.${anchor(one.name)}" class="card">
<h3>${text(one.name.replace(/^__(\w+)__$/, '$1'))}</h3>
<ul class="names">${schemas.flatMap(spellings).map((line) => `<li><code>${text(line)}</code></li>`).join('')}</ul>
<p>${text(one.doc)}</p>
${when(one.formula, () => `<p class="rule"><span class="label">Size</span> <code>${text(one.formula)}</code></p>`)}
<p class="example"><span class="label">Example</span> <a href="./${link}"><code>${text(one.example)}</code></a> <span class="shape">${text(shapes(one.in))} → ${text(shapes(one.out))}</span></p>
${[...new Set(one.worked)].map((line) => `<p class="worked"><code>${text(line)}</code></p>`).join('')}
${when(counts.length, () => `<p class="small">${counts.join(', ')}</p>`)}
${when(one.shown.length, () => `<details><summary>${one.cases === 1 ? 'A case' : `${exact(one.cases)} cases`} that PyTorch answered</summary><dl>${one.shown.map(({ code, in: given, says, right }) => `<dt><code>${text(code)}</code> <span class="small">${given ? `on ${text(given)}` : ''}</span></dt><dd${right ? '' : ' class="wrong"'}>${text(says)}</dd>`).join('')}</dl></details>`)}
<p class="small">${text(one.source)}</p>
</article>`;
}

/**
 * A schema as one writes calls: every name with its parameters, without their types.
 * @param {string} schema "F.relu|torch.relu(Tensor input, bool inplace=False)"
 */
function spellings(schema) {
  const open = schema.indexOf('(');
  const parameters = schema.slice(open + 1, schema.lastIndexOf(')'));
  const names = parameters.split(/, (?![^[(]*[\])])/).map((one) => (one.match(/^\S+ (.*)$/)?.[1] ?? one).trim()).filter(Boolean);
  return schema.slice(0, open).split('|').map((name) => {
    const method = name.startsWith('Tensor.');
    return `${name}(${(method ? names.slice(1) : names).join(', ')})`;
  });
}
