import { imports } from './imports.ts';
import { unknown } from './unknown.ts';

/** Codes VAK2xxx: names and imports. */
export const names = { ...unknown, ...imports };
