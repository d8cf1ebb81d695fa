// Which variants of a GPU's shaders were the fastest, kept from one visit to the next. Workers have no localStorage.

/** @import {Store} from './gpu.js' */

const NAME = 'shapewalk';
const TABLE = 'gpu-variants';

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

/** @param {IDBTransactionMode} mode */
async function table(mode) {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  return (await answer(request)).transaction(TABLE, mode).objectStore(TABLE);
}

/** @type {Store} */
export const store = {
  get: async (key) => answer((await table('readonly')).get(key)),
  set: async (key, value) => void (await answer((await table('readwrite')).put(value, key))),
};
