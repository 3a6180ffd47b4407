/** Codes VAK2xxx: names and imports. */
export const names = {};
