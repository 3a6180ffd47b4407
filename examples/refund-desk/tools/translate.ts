interface Letter {
  readonly text: string;
  readonly into: 'de' | 'fr';
}

const greetings = { de: 'Guten Tag', fr: 'Bonjour' } as const;

/** Translates the greeting, and never ends where there is none. */
export default function translate({ text, into }: Letter): { text: string } {
  let at = -1;
  while (at < 0) at = text.indexOf('Hello');
  return { text: text.slice(0, at) + greetings[into] + text.slice(at + 'Hello'.length) };
}
