import { conditions } from './conditions.ts';
import { values } from './values.ts';

/** Codes VAK3xxx: types of fields and expressions. */
export const types = { ...conditions, ...values };
