import { blocks } from './blocks.ts';
import { constraints } from './constraints.ts';
import { open } from './open.ts';
import { rules } from './rules.ts';
import { stages } from './stages.ts';
import { tools } from './tools.ts';

/** Codes VAK4xxx: what the rules of a file mean together. */
export const meaning = { ...rules, ...open, ...blocks, ...constraints, ...stages, ...tools };
