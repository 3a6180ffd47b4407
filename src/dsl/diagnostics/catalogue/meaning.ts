/** Codes VAK4xxx: what the rules of a file mean together. */
export const meaning = {};
