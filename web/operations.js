// Finding in the page of operations: what does not have the words is hidden.

const field = /** @type {HTMLInputElement} */ (document.querySelector('.find input'));
const told = /** @type {HTMLElement} */ (document.querySelector('.find [role=status]'));
const articles = [...document.querySelectorAll('article')];
const words = articles.map((article) => (article.textContent ?? '').toLowerCase());

function find() {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  articles.forEach((article, i) => {
    article.hidden = !wanted.every((word) => words[i]?.includes(word));
    if (!article.hidden) left += 1;
  });
  for (const section of document.querySelectorAll('section'))
    section.hidden = !section.querySelector('article:not([hidden])');
  told.textContent = wanted.length ? `${left} of ${articles.length}` : '';
}

field.addEventListener('input', find);
/** @type {HTMLElement} */ (field.closest('.find')).hidden = false;
// The browser brings back what was looked for before.
find();
