/** A value that a solver answers with. */
export type SmtValue = boolean | bigint | string;

/** A whole number as SMT-LIB writes it. */
export const realText = (of: bigint): string => (of < 0n ? `(- ${-of})` : String(of));

/** A text as SMT-LIB writes it, one letter for each of its UTF-16 units, as texts are matched here. */
export function textLiteral(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  const plain = (unit: number): boolean =>
    unit >= 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c;
  const written = units.map((unit) =>
    plain(unit) ? String.fromCharCode(unit) : `\\u{${unit.toString(16)}}`,
  );
  return `"${written.join('')}"`;
}

type Tree = string | readonly Tree[];

/** The answers to `get-value`, in the order asked; undefined for whatever is none. */
export function readValues(text: string, count: number): readonly SmtValue[] | undefined {
  const tree = readTree(text);
  if (!Array.isArray(tree) || tree.length !== count) return undefined;
  const values = (tree as readonly Tree[]).map((pair) =>
    Array.isArray(pair) && pair.length === 2 ? valueIn(pair[1] as Tree) : undefined,
  );
  return values.includes(undefined) ? undefined : (values as SmtValue[]);
}

/** Names in parentheses, as `get-unsat-core` gives them; undefined for whatever is none. */
export function readNames(text: string): readonly string[] | undefined {
  const tree = readTree(text);
  if (!Array.isArray(tree)) return undefined;
  const names = tree as readonly Tree[];
  return names.every((each) => typeof each === 'string') ? (names as string[]) : undefined;
}

function valueIn(tree: Tree): SmtValue | undefined {
  if (tree === 'true' || tree === 'false') return tree === 'true';
  if (typeof tree === 'string') {
    if (/^[0-9]{1,60}$/.test(tree)) return BigInt(tree);
    return tree.startsWith('"') ? textIn(tree) : undefined;
  }
  const [sign, of, ...more] = tree;
  if (sign !== '-' || typeof of !== 'string' || more.length > 0) return undefined;
  return /^[0-9]{1,60}$/.test(of) ? -BigInt(of) : undefined;
}

/** A text as it was meant; undefined where its letters are no UTF-16 units, or make no Unicode. */
function textIn(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1).replaceAll('""', '"');
  let isWhole = true;
  const text = inner.replace(/\\u\{([0-9a-fA-F]{1,5})\}|\\u([0-9a-fA-F]{4})/g, (_, a, b) => {
    const unit = Number.parseInt(a ?? b, 16);
    if (unit > 0xffff) isWhole = false;
    return String.fromCharCode(unit);
  });
  return isWhole && text.isWellFormed() ? text : undefined;
}

/** One parenthesised tree and nothing after it; undefined for any other text. */
function readTree(text: string): Tree | undefined {
  const tokens = text.match(/"(?:[^"]|"")*"|[()]|[^\s()"]+/g) ?? [];
  const open: Tree[][] = [];
  let whole: Tree | undefined;
  for (const token of tokens) {
    if (whole !== undefined || (open.length === 0 && token !== '(')) return undefined;
    if (token === '(') open.push([]);
    else if (token !== ')') open.at(-1)?.push(token);
    else {
      const done = open.pop() ?? [];
      if (open.length === 0) whole = done;
      else open.at(-1)?.push(done);
    }
  }
  return whole;
}
