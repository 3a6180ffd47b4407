/** Codes VAK0xxx: how the command was used. */
export const usage = {};
