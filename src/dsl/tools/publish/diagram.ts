import type { Part } from '../../syntax/grammar/recorded.ts';

/** A drawn part: its size, the height of its line below its top, and what to draw at a place. */
interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly axis: number;
  draw(x: number, y: number): string;
}

const gap = 12;
const radius = 8;
const box = 26;
const letter = 7.9;

/** One rule of the grammar as an inline SVG picture; `title` is read aloud in its place. */
export function diagram(part: Part, title: string): string {
  const drawn = sketch(part);
  const width = Math.ceil(drawn.width + 2 * gap + 20);
  const height = Math.ceil(drawn.height + 10);
  const y = 5;
  const axis = y + drawn.axis;
  const start = gap + 10;
  const end = start + drawn.width;
  const rails =
    rail(`M${gap - 2} ${axis - 6}v12M${gap - 2} ${axis}H${start}`) +
    rail(`M${end} ${axis}H${width - gap + 2}M${width - gap + 2} ${axis - 6}v12`);
  return `<svg role="img" aria-label="${title}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${rails}${drawn.draw(start, y)}</svg>`;
}

function sketch(part: Part): Drawing {
  switch (part.kind) {
    case 'literal':
      return label(part.text, 'literal');
    case 'token':
      return label(part.name, 'token', part.name);
    case 'rule':
      return label(part.name, 'rule', part.name);
    case 'sequence':
      return row(part.of.map(sketch));
    case 'choice':
      return stack(part.of.map(sketch));
    case 'optional':
      return stack([straight(), sketch(part.of)]);
    case 'repeat':
      return loop(sketch(part.of));
  }
}

function rail(path: string): string {
  return `<path d="${path}"/>`;
}

function straight(): Drawing {
  return { width: 0, height: 4, axis: 2, draw: () => '' };
}

function label(text: string, kind: string, target?: string): Drawing {
  const width = Math.round(text.length * letter + 20);
  const shown = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    width,
    height: box,
    axis: box / 2,
    draw: (x, y) => {
      const corner = kind === 'rule' ? 0 : box / 2;
      const drawn =
        `<g class="${kind}"><rect x="${x}" y="${y}" width="${width}" height="${box}" rx="${corner}"/>` +
        `<text x="${x + width / 2}" y="${y + 17.5}" text-anchor="middle">${shown}</text></g>`;
      return target === undefined ? drawn : `<a href="#${target}">${drawn}</a>`;
    },
  };
}

function row(parts: readonly Drawing[]): Drawing {
  const axis = Math.max(0, ...parts.map((part) => part.axis));
  const below = Math.max(0, ...parts.map((part) => part.height - part.axis));
  const spaces = Math.max(0, parts.length - 1) * gap;
  return {
    width: parts.reduce((sum, part) => sum + part.width, spaces),
    height: axis + below,
    axis,
    draw: (x, y) => {
      let at = x;
      let drawn = '';
      for (const [index, part] of parts.entries()) {
        if (index > 0) {
          drawn += rail(`M${at} ${y + axis}h${gap}`);
          at += gap;
        }
        drawn += part.draw(at, y + axis - part.axis);
        at += part.width;
      }
      return drawn;
    },
  };
}

function stack(parts: readonly Drawing[]): Drawing {
  const inner = Math.max(...parts.map((part) => part.width));
  const width = inner + 4 * radius;
  const tops: number[] = [];
  let height = 0;
  for (const part of parts) {
    tops.push(height);
    height += Math.max(part.height, 2 * radius) + 8;
  }
  const axis = parts[0]?.axis ?? 0;
  return {
    width,
    height: height - 8,
    axis,
    draw: (x, y) => {
      let drawn = '';
      for (const [index, part] of parts.entries()) {
        const top = y + (tops[index] ?? 0);
        const line = top + part.axis;
        const from = x + 2 * radius;
        const to = from + part.width;
        drawn += part.draw(from, top) + rail(`M${to} ${line}H${x + width - 2 * radius}`);
        const main = y + axis;
        drawn +=
          index === 0
            ? rail(`M${x} ${main}H${from}M${x + width - 2 * radius} ${main}H${x + width}`)
            : branch(x, x + width, main, line);
      }
      return drawn;
    },
  };
}

/** The curves from the main line down to another one and back up. */
function branch(left: number, right: number, main: number, line: number): string {
  const r = radius;
  return rail(
    `M${left} ${main}q${r} 0 ${r} ${r}V${line - r}q0 ${r} ${r} ${r}` +
      `M${right} ${main}q${-r} 0 ${-r} ${r}V${line - r}q0 ${r} ${-r} ${r}`,
  );
}

/** Nothing, or the part any number of times: a straight line, and the part on the way back. */
function loop(part: Drawing): Drawing {
  const width = part.width + 4 * radius;
  const top = 2 * radius + 2;
  return {
    width,
    height: top + part.height,
    axis: 2,
    draw: (x, y) => {
      const main = y + 2;
      const line = y + top + part.axis;
      const from = x + 2 * radius;
      return (
        rail(`M${x} ${main}H${x + width}`) +
        branch(x, x + width, main, line) +
        part.draw(from, y + top) +
        rail(`M${from - 1} ${line - 4}l-5 4l5 4`)
      );
    },
  };
}
