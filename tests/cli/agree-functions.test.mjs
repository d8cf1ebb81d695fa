// Functions over random shapes and settings: the native build, plain SIMD and relaxed SIMD give the same numbers.

import { test } from 'node:test';

import { agree } from './agree.mjs';

test('native, plain and relaxed builds agree on functions', (t) => agree((row) => row.module === '', t));
