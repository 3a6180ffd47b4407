/** Codes VAK6xxx: what a call is refused for at run time. */
export const run = {};
