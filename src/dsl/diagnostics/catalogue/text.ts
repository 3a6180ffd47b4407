/** Codes VAK1xxx: the text of a file, its words and its grammar. */
export const text = {};
