// Numbers as a reader wants them: exact counts with separators, large ones rounded with a unit.

/** @param {number} count 58826 → 58,826 */
export const exact = (count) => count.toLocaleString('en-US');

/** @param {number} count 849056 → 0.85 M */
export function rounded(count) {
  if (count < 10_000) return exact(count);
  const units = /** @type {[number, string][]} */ ([
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]);
  // From a tenth of a million on, count in millions: 0.85 M says more than 849 k beside 21 M.
  const [size, unit] = units.find(([size]) => count >= (size === 1e6 ? 1e5 : size)) ?? [1, ''];
  const value = count / size;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

/** @param {number} bytes 64000 → 63 KB */
export function bytes(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const unit = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const value = bytes / 1024 ** unit;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${['B', 'KB', 'MB', 'GB'][unit]}`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${exact(count)} ${count === 1 ? one : many}`;
