/** Codes VAK3xxx: types of fields and expressions. */
export const types = {};
