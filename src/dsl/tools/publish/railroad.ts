import type { Part, RecordedRule } from '../../syntax/grammar/recorded.ts';
import { diagram } from './diagram.ts';
import { lexical } from './lexical.ts';

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
  h1 { font-size: 1.5rem; } h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 .25rem; }
  nav { columns: 14rem; font: 13px ui-monospace, monospace; } nav a { display: block; }
  a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; }
  .wide { overflow-x: auto; } dt { font: 600 14px ui-monospace, monospace; } dd { margin: 0 0 .75rem 1rem; }
  dd code { display: block; font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
  svg { display: block; } svg text { font: 13px ui-monospace, monospace; fill: #1b1f24; }
  svg path { fill: none; stroke: #57606a; stroke-width: 1.5; }
  svg rect { stroke: #57606a; stroke-width: 1.5; fill: #f6f8fa; }
  svg .literal rect { fill: #ddf4ff; } svg .token rect { fill: #fff8c5; }
  @media (prefers-color-scheme: dark) {
    body { background: #0d1117; color: #e6edf3; } a { color: #58a6ff; }
    svg text { fill: #e6edf3; } svg path, svg rect { stroke: #8b949e; } svg rect { fill: #161b22; }
    svg .literal rect { fill: #0c2d6b; } svg .token rect { fill: #3d2e00; }
  }`;

/** The grammar as one page of railroad diagrams that needs nothing from elsewhere. */
export function railroad(rules: readonly RecordedRule[]): string {
  const links = rules.map(({ name }) => `<a href="#${name}">${name}</a>`);
  const sections = rules.map(
    ({ name, part }) =>
      `<h2 id="${name}">${name}</h2>\n<div class="wide">${diagram(part as Part, name)}</div>`,
  );
  const terms = lexical.map(
    ({ name, form, note }) =>
      `<dt id="${name}">${name}</dt><dd>${escapeText(note)}<code>${escapeText(form)}</code></dd>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>The grammar of vak</title>',
    `<style>${style}\n</style>`,
    '</head>',
    '<body>',
    '<h1>The grammar of vak, edition 1</h1>',
    '<p>Follow the line from left to right. Blue is written as it stands; yellow is a family of',
    'words or numbers; grey is another diagram on this page.</p>',
    `<nav>${links.join('\n')}</nav>`,
    ...sections,
    '<h2>Words and numbers</h2>',
    `<dl>${terms.join('\n')}</dl>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Text that stands for itself in a page. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
