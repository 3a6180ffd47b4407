/** This vak's own version: part of every plan's digest and of every `start` entry. */
export const engine = '0.1.0';
