/** Codes VAK7xxx: what happens to a tool inside its sandbox. */
export const sandbox = {};
