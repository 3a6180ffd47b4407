import type { IToken } from 'chevrotain';
import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../text/source.ts';
import { replacing, spanOf } from '../lexer/report.ts';
import { scan } from '../lexer/scan.ts';
import type { Stop } from './attempt.ts';
import type { Edit } from './candidates.ts';
import { nameHabits } from './habits/names.ts';
import { type Meant, Place } from './habits/place.ts';
import { typeHabits } from './habits/types.ts';
import { valueHabits } from './habits/values.ts';

/** An edit that says what was meant, and what its author is told. */
export interface Understood {
  readonly edit: Edit;
  readonly told: Diagnostic;
}

/**
 * What authors bring along from other languages, where that is why the parser stopped: all that is
 * recognised there, likeliest first. Each is told as one thing, with the text that says the same here.
 */
export function* habits(
  source: Source,
  tokens: readonly IToken[],
  stop: Stop,
): Generator<Understood> {
  const place = new Place(source, tokens, stop);
  for (const habit of [...typeHabits, ...valueHabits, ...nameHabits]) {
    const meant = habit(place);
    if (meant !== undefined) yield understood(source, tokens, stop, meant);
  }
}

function understood(
  source: Source,
  tokens: readonly IToken[],
  stop: Stop,
  { from, to, text, safe }: Meant,
): Understood {
  const [first, end] = [stop.at + from, stop.at + to];
  const old = tokens.slice(first, end);
  const span = {
    start: spanOf(old[0] as IToken).start,
    end: spanOf(old.at(-1) as IToken).end,
  };
  const found = short(source.text.slice(span.start, span.end));
  const fixes = [replacing(`write \`${short(text)}\``, safe, span, text)];
  const params = { found, instead: short(text) };
  const told = diagnose(entries.foreignWay, source, span, params, { fixes });
  const insert = placed(scan(new Source(source.name, text)).tokens, old);
  return { edit: { kind: 'habit', at: first, remove: old.length, insert }, told };
}

/** New tokens at the places of those that stand for them; offsets keep rising. */
function placed(fresh: readonly IToken[], old: readonly IToken[]): readonly IToken[] {
  let next = 0;
  let offset = old[0]?.startOffset ?? 0;
  return fresh.map((token) => {
    const at = old.findIndex(({ image }, index) => index >= next && image === token.image);
    const same = old[at];
    if (same !== undefined) {
      next = at + 1;
      offset = same.startOffset;
    }
    return { ...token, startOffset: offset };
  });
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
};
