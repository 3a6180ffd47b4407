/** The kinds whose canonical form rules out patterns. */
const kinds = {
  path: whyNoPath,
  url: whyNoUrl,
  host: whyNoHost,
  email: whyNoEmail,
} as const;

/**
 * Why a `like` pattern can match no value of a kind, whatever the value: canonical forms never hold what it
 * spells out. Undefined for one that may match, and for types of any text.
 */
export function whyUnmatched(kind: string, pattern: string): string | undefined {
  const literal = pattern.replaceAll('\\*', 'x');
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds](literal) : undefined;
}

function whyNoPath(pattern: string): string | undefined {
  if (pattern !== pattern.normalize('NFC')) return 'the letters of a path are composed (NFC)';
  if (/[\\]|%[0-9a-fA-F]{2}/.test(pattern)) return 'a path holds no `\\` and no escapes';
  if (pattern.startsWith('~')) return 'a path never starts with `~`';
  if (/^\.\/|\/\/|\/\.\.?(?:\/|$)/.test(pattern)) {
    return '`.`, `..` and `//` are resolved before a rule reads a path';
  }
  return /.\/$/.test(pattern) ? 'a path never ends with `/`' : undefined;
}

const standard: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
  ws: '80',
  wss: '443',
  ftp: '21',
};

function whyNoUrl(pattern: string): string | undefined {
  const parts = /^([^:/?*]*):\/\/([^/?]*)(.*)$/su.exec(pattern);
  if (parts === null) return undefined;
  const [, scheme = '', host = '', rest = ''] = parts;
  if (host.includes('@')) return 'a URL has no user name';
  if (rest.startsWith('?') || (rest === '' && !host.includes('*'))) {
    return 'a URL has a `/` behind its host';
  }
  if (/\/\/|\/\.\.?(?:[/?]|$)/.test(rest.split('?')[0] ?? '')) {
    return '`.`, `..` and `//` are resolved before a rule reads a URL';
  }
  const [name = '', port] = host.split(/:(?=[0-9]*$)/);
  const own = standard[scheme.toLowerCase()];
  if (port !== undefined && port === own)
    return `\`:${own}\` is left out where it is the standard port`;
  return rest === '' ? undefined : whyNoHost(name);
}

function whyNoHost(pattern: string): string | undefined {
  if (/[^\u0021-\u007e]/.test(pattern)) return 'a host is in ASCII, as `xn--…`';
  if (pattern.endsWith('.')) return 'a host never ends with a dot';
  if (/[/@\\]/.test(pattern)) return 'a host has no `/` and no user name';
  const isName = !pattern.includes('*') && !pattern.startsWith('[') && pattern.includes(':');
  return isName ? 'a host has no port' : undefined;
}

function whyNoEmail(pattern: string): string | undefined {
  if (/[^\u0021-\u007e]/.test(pattern)) return 'an e-mail address is in ASCII, without spaces';
  if (/[<>"(),;\\]|@.*@|\.$/.test(pattern)) return 'an e-mail address stands bare';
  return undefined;
}
