interface Finding {
  readonly kind: 'hard-coded secret' | 'SQL by concatenation' | 'eval' | 'swallowed error';
  readonly line: number;
  readonly excerpt: string;
}

/** What one file shows: each weakness once, with its line. The text is data here and is never run. */
export default function examine({ text }: { name: string; text: string }): {
  findings: readonly Finding[];
} {
  const code = withoutComments(text);
  const findings = [
    ...matches(
      code,
      /\b(?:password|passwd|secret|token|api_?key)\w*["']?\s*[:=]\s*(["'`])(?!\s*\1)[^"'`\n]{6,}\1/gi,
      'hard-coded secret',
    ),
    ...matches(
      code,
      /\b(?:AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----)/g,
      'hard-coded secret',
    ),
    ...matches(
      code,
      /(["'])\s*(?:select|insert\s+into|update|delete\s+from)\b(?:(?!\1)[^\n\\]|\\.)*\1\s*\+/gi,
      'SQL by concatenation',
    ),
    ...matches(
      code,
      /`\s*(?:select|insert\s+into|update|delete\s+from)\b[^`]*\$\{/gi,
      'SQL by concatenation',
    ),
    ...matches(code, /(?<![.\w])eval\s*\(|\bnew\s+Function\s*\(/g, 'eval'),
    ...matches(
      code,
      /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(?\w*\)?\s*=>\s*(?:\{\s*\}|undefined|null)\s*\)/g,
      'swallowed error',
    ),
  ];
  return { findings: findings.sort((a, b) => a.line - b.line) };
}

function matches(code: string, pattern: RegExp, kind: Finding['kind']): readonly Finding[] {
  return [...code.matchAll(pattern)].map(({ index }) => {
    const before = code.slice(0, index);
    const start = before.lastIndexOf('\n') + 1;
    const end = code.indexOf('\n', index);
    const whole = code.slice(start, end < 0 ? undefined : end).trim();
    return { kind, line: before.split('\n').length, excerpt: shown(kind, whole) };
  });
}

/** A line fit for a report: short, and with the value of a secret left out. */
function shown(kind: Finding['kind'], line: string): string {
  const text = kind === 'hard-coded secret' ? line.replace(/(["'`])[^"'`]*\1/g, '$1…$1') : line;
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** The text with comments blanked, so that lines keep their numbers. */
function withoutComments(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1/g;
  return text.replace(token, (found, quote: string | undefined) =>
    quote === undefined ? found.replace(/[^\n]/g, ' ') : found,
  );
}
