import type { Plan } from '../../../../dsl/plan/plan.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import { VakError } from '../../../contract/errors.ts';
import type { EventSink } from '../../../contract/records.ts';
import type { EventPlace } from './delivery.ts';
import { filterKeys, type StreamFilter, wrongWord } from './filter.ts';

/**
 * Where the `audit` block sends entries. A record at the end of a place's arguments is the filter of what goes there.
 * @throws VakError VAK5210 for a place that no plugin provides; VAK6202 for a filter that is none, and for a place
 *   that is named twice
 */
export function eventPlacesOf({ audit }: Plan, sinks: readonly EventSink[]): readonly EventPlace[] {
  const known = new Set<string>();
  return (audit?.events ?? []).map(({ name, json }) => {
    const sink = sinks.find((each) => each.name === name);
    if (sink === undefined) {
      throw new VakError(
        'VAK5210',
        `entries (${audit?.at}) are sent to \`${name}\`, and no plugin provides that place`,
      );
    }
    const last = json.at(-1);
    const place = isRecord(last)
      ? { sink, args: json.slice(0, -1), filter: filterOf(last, audit?.at ?? '') }
      : { sink, args: json, filter: {} };
    const where = JSON.stringify([name, ...place.args]);
    if (known.has(where)) {
      const why = 'each stands at one entry; give it one filter';
      throw new VakError('VAK6202', `${audit?.at}: \`${name}\` names one place twice: ${why}`);
    }
    known.add(where);
    return place;
  });
}

function filterOf(given: { readonly [key: string]: Json }, at: string): StreamFilter {
  for (const [key, words] of Object.entries(given)) {
    const sound = Array.isArray(words) && words.every((word) => typeof word === 'string');
    if ((filterKeys as readonly string[]).includes(key) && sound) continue;
    throw new VakError(
      'VAK6202',
      `${at}: a filter of events has lists of texts under ${filterKeys.join(', ')}; not \`${key}\``,
    );
  }
  const wrong = wrongWord(given as StreamFilter);
  if (wrong !== undefined) throw new VakError('VAK6202', `${at}: ${wrong}`);
  return given as StreamFilter;
}

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
