/** Codes VAK5xxx: plugins, the points they fill and what they are granted. */
export const plugins = {};
