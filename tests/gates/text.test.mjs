// What every file keeps to: a length that can be read, and nothing of the machine that it was written on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { files, text } from './files.mjs';

const LINES = 600;
// Named in words, never by address: each machine has its own.
const SOURCES_OF_PACKAGES = /https?:\/\/[\w.-]*\b(registry|mirrors?|deb|archive|packages|pypi|npmjs?|nodesource|jsdelivr|unpkg|cdnjs)\b/i;
const HOME_FOLDERS = /(?<![\w.~-])\/(home|root|Users|work|workspace)\/\w/;
const LOCAL_OR_NAME = /^https?:\/\/(localhost|127\.0\.0\.1|\$\{|www\.w3\.org\/)/;

/** @param {RegExp} name @param {(line: string) => boolean} bad */
const lines = (name, bad) =>
  files('.', name)
    .filter((path) => !text(path).includes('\0')) // fonts and pictures
    .flatMap((path) => text(path).split('\n').flatMap((line, i) => (bad(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 160)}`] : [])));

test(`no source file is longer than ${LINES} lines`, () => {
  const long = files('.', /\.(cpp|h|js|mjs|css|html|wgsl|py)$/)
    .filter((path) => !path.includes('goldens/'))
    .map((path) => [path, text(path).trimEnd().split('\n').length])
    .filter(([, count]) => Number(count) > LINES);
  assert.deepEqual(long, []);
});

test('no file names a package registry, a mirror or a home folder', () => {
  assert.deepEqual(lines(/./, (line) => SOURCES_OF_PACKAGES.test(line) || HOME_FOLDERS.test(line)), []);
});

test('the lock file says which packages, not where from', () => {
  assert.deepEqual(lines(/^package-lock\.json$/, (line) => line.includes('"resolved"')), []);
});

test('scripts and settings hold no address but local ones', () => {
  const scripts = /(\.mjs|\.cmake|^CMakeLists\.txt|^CMakePresets\.json|^package\.json|^\.npmrc|^run)$/;
  const foreign = (/** @type {string} */ line) => (line.match(/https?:\/\/[^\s"'`)]+/g) ?? []).some((url) => !LOCAL_OR_NAME.test(url));
  assert.deepEqual(lines(scripts, foreign), []);
});

test('every version in package.json is exact', () => {
  const { dependencies = {}, devDependencies = {}, '//dependencies': why } = JSON.parse(text('package.json'));
  const all = { ...dependencies, ...devDependencies };
  assert.deepEqual(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)), []);
  assert.deepEqual(Object.keys(why).sort(), Object.keys(all).sort(), 'each package has its reason in "//dependencies"');
});
