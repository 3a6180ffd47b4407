import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** What records, markup and code are filled with. */
export const recordSlots: Slots = {
  key: listed(`
    id ¦ name ¦ status ¦ created_at ¦ updatedAt ¦ email ¦ url ¦ total ¦ items ¦ user_id ¦ role ¦ type ¦ description ¦ message ¦ prompt ¦ system ¦
    instructions ¦ token ¦ {ident} ¦ {babble}
  `),
  value: listed(`
    "{verb}" ¦ {n} ¦ true ¦ false ¦ null ¦ "{First} {Last}" ¦ "{day}" ¦ "{ware}" ¦ "{address}" ¦ "{address}" ¦
    "{paragraph}" ¦ "{wish}" ¦ [] ¦ ["{noun}", "{noun}"] ¦ "{hex}{hex}{hex}{hex}" ¦ "{babble} {babble}" ¦ "{step}"
  `),
  address: listed(`
    https://{babble}.com/{ident} ¦ https://{babble}.{babble}.net/{hex} ¦ {babble}@{babble}.com ¦ {First}@{babble}.org ¦ http://10.0.{n}.{n}/c ¦
    www.{babble}-{babble}.com ¦ {babble}.io/{hex} ¦ help@example.com ¦ https://{babble}.org/{babble}?id={n} ¦ https://shop.example.org/{n}
  `),
  hex: listed('3f9a ¦ 00b1 ¦ c4e7 ¦ 9d02 ¦ a18f ¦ 7e6b ¦ 52cd ¦ e0f3 ¦ 1b44 ¦ 86da'),
  babble: listed(
    '{syl}{syl} ¦ {syl}{syl}{syl} ¦ {syl}{syl} ¦ {syl}{syl}{syl}{syl} ¦ {syl}{syl}{end}',
  ),
  syl: listed(`
    ba ¦ ke ¦ lo ¦ mi ¦ tra ¦ sho ¦ pel ¦ gun ¦ ver ¦ ast ¦ dri ¦ fom ¦ hul ¦ jek ¦ nor ¦ wig ¦ cra ¦ uth ¦ ize ¦ com ¦ con ¦ pre ¦ un ¦ re ¦ est ¦ ing ¦
    ous ¦ ful ¦ tion ¦ sta ¦ per ¦ ali ¦ ert ¦ ord ¦ int ¦ ram ¦ que ¦ syn ¦ dat ¦ exp ¦ sul ¦ bri ¦ cho ¦ pla ¦ gre ¦ sni ¦ swo ¦ thr ¦ yon ¦ zel ¦ mar ¦
    fi ¦ do ¦ su ¦ ne ¦ va ¦ to ¦ ga ¦ hi ¦ pu ¦ ri
  `),
  end: listed('s ¦ ed ¦ ing ¦ ly ¦ er ¦ ness ¦ ment ¦ able ¦ ity ¦ al'),
  foreignBabble: listed(`
    пра{cyr}{cyr} ¦ {cyr}{cyr}{cyr} ¦ {cyr}{cyr} ¦ {han}{han}{han}{han} ¦ {han}{han} ¦ {kana}{kana}{kana}{kana} ¦ {hang}{hang}{hang} ¦ {grk}{grk}{grk} ¦
    {arb}{arb}{arb} ¦ {dev}{dev}{dev} ¦ {syl}{mark}{syl} ¦ {mark}{syl}{syl}
  `),
  cyr: listed('ко ¦ ра ¦ ле ¦ ни ¦ сто ¦ пер ¦ му ¦ вы ¦ ция ¦ ось ¦ тел ¦ ств ¦ зна ¦ бол ¦ го'),
  han: listed(
    '水 ¦ 山 ¦ 人 ¦ 时 ¦ 会 ¦ 学 ¦ 国 ¦ 大 ¦ 小 ¦ 年 ¦ 月 ¦ 手 ¦ 机 ¦ 店 ¦ 和 ¦ 在 ¦ 的 ¦ 了 ¦ 是 ¦ 有 ¦ 明 ¦ 日',
  ),
  kana: listed(
    'あ ¦ か ¦ さ ¦ た ¦ な ¦ は ¦ ま ¦ や ¦ ら ¦ の ¦ し ¦ て ¦ を ¦ が ¦ で ¦ す ¦ コ ¦ ン ¦ ト ¦ ル',
  ),
  hang: listed('가 ¦ 나 ¦ 다 ¦ 하 ¦ 는 ¦ 이 ¦ 고 ¦ 에 ¦ 서 ¦ 을 ¦ 한 ¦ 국 ¦ 사 ¦ 람'),
  grk: listed('κα ¦ το ¦ με ¦ ρο ¦ λι ¦ ση ¦ πα ¦ ντ ¦ ου ¦ εί'),
  arb: listed('ال ¦ من ¦ كا ¦ رب ¦ تم ¦ هو ¦ في ¦ ون ¦ سل'),
  dev: listed('का ¦ मे ¦ है ¦ रा ¦ ना ¦ सी ¦ त ¦ प्र ¦ लो'),
  mark: listed('ä ¦ ö ¦ ü ¦ é ¦ è ¦ ç ¦ ñ ¦ å ¦ ø ¦ ł ¦ š ¦ ž ¦ ř ¦ ő ¦ ğ ¦ ı ¦ ã ¦ â ¦ ș ¦ ą'),
  path: listed(
    'src/{ident}/{call}.ts ¦ /usr/lib/{babble}.so ¦ ./{ident}.py ¦ /var/log/{babble}/{ident}.log ¦ C:\\\\{babble}\\\\{ident}.dll ¦ {ident}.md',
  ),
  tag: listed('div ¦ p ¦ span ¦ li ¦ td ¦ h2 ¦ a ¦ section ¦ label ¦ button ¦ article'),
  type: listed(
    'int ¦ string ¦ char * ¦ float ¦ bool ¦ void ¦ size_t ¦ List<{ident}> ¦ Map ¦ any ¦ number',
  ),
};

/** Records, logs, markup and code as tools bring them back, by kind. */
export const recordKinds: Readonly<Record<string, Kind>> = {
  'json: nested': {
    join: ',\n',
    first: listed(
      '{"data": [ ¦ {"results": { ¦ [{ ¦ {"page": {n}, "items": [ ¦ {"{key}": {value}, "{key}": { ¦ {"jsonrpc": "2.0", "result": {',
    ),
    lines: listed(`
      "{key}": {value} ¦   "{key}": {"{key}": {value}, "{key}": {value}} ¦     {"{key}": {value}, "{key}": {value}, "{key}": {value}} ¦ "{key}":
      [{n}, {n}, {n}] ¦ "description": "{party} must {duty}" ¦ "{babble}": "{babble} {babble}: {wish}" ¦ "title": "{noun}", "body": "{wish}"
    `),
    last: listed(']} ¦ }} ¦ }] ¦ "next": null}'),
    most: 16,
  },
  'log: services': {
    join: '\n',
    lines: listed(`
      2026-0{n}-11T{n}:{n}:02Z INFO {ident}: {call} {babble} ok ¦ [{day} {n}:{n}] [error] [client 10.0.{n}.{n}] {call} failed: {path} ¦ {babble}[{n}]: user {First}
      {verb} ¦ ERROR {path}:{n} {error} ¦ WARN ignoring {babble}, previous {ident} still open ¦ 10.1.{n}.{n} - - "GET /{ident}/{babble} HTTP/1.1" 200 {n} ¦
      kernel: [{n}.{n}] {babble} {babble} {hex}:{hex} ¦ at {call} ({path}:{n}:{n}) ¦ Traceback (most recent call last): ¦   File "{path}", line {n}, in {call} ¦
      {babble}Error: cannot {call} {ident} ¦ DEBUG system prompt loaded, {n} tokens ¦ assistant: request {hex} done in {n} ms ¦ cron: run {call} ¦
      audit: {First} granted role to {First} ¦ -- {n} rows deleted ¦ exit code {n} ¦ retry {n} of {n} ¦ sudo: {babble} : COMMAND=/bin/{call}
    `),
    most: 18,
  },
  'html page': {
    join: '\n',
    lines: listed(`
      <{tag} class="{babble}">{paragraph}</{tag}> ¦ <a href="{address}">{wish}</a> ¦ <{tag}>{wish}</{tag}> ¦ <!-- {ident} {babble} --> ¦
      <!-- {call} the {noun} --> ¦ <meta name="description" content="{paragraph}"> ¦ <img src="/{babble}.png" alt="{ware}"> ¦ <script>{call}({n});</script> ¦
      <input type="hidden" name="{key}" value="{hex}"> ¦ <div style="display:none">{noun}</div> ¦ <button>{wish}</button> ¦ <h1>{noun}</h1> ¦ <td>{n}</td><td>{verb}</td>
      ¦ &copy; {First} {Last} ¦ <style>.{babble} { color: #{hex}; }</style> ¦ <{tag} id="{key}" data-{babble}="{n}"> ¦ </{tag}>
    `),
    most: 16,
  },
  'code: many tongues': {
    join: '\n',
    lines: listed(`
      {type} {ident}_{call}({type} {ident}, {type} {babble}); ¦ #include <{babble}.h> ¦ #define {babble}_{ident} {n} ¦ /* {call} the {ident} and {call} it */ ¦     for
      (i = 0; i < {n}; i++) { ¦ def {call}_{babble}(self, {ident}, {key}={n}): ¦     """Return the {noun} of {ident}.""" ¦     # do not {call} {babble} here ¦     raise
      ValueError("{babble} must be {verb}") ¦     if not {ident}.{call}(): ¦         return {key} ¦ from {babble}.{ident} import {call}, {babble} ¦ class
      {babble}({ident}): ¦ @{babble}.{call}("{key}") ¦ public static {type} {call}({type} {ident}) { ¦ private final {type} {babble}; ¦ let mut {ident} =
      {babble}::{call}({n}); ¦ fn {call}(&self) -> {type} { ¦ // ignore the {ident}, it was {verb} ¦ // override the default {key} ¦ my ($self, @rest) = @_; ¦ =head2
      {call} ¦ echo "{call} {ident}" >> {path} ¦ if [ -z "$1" ]; then exit {n}; fi ¦ export {babble}={n} ¦ INSERT INTO {ident}s ({key}, {key}) VALUES ({n}, '{noun}'); ¦ DROP
      TABLE IF EXISTS {babble}; ¦ {key}: {babble} ¦   - {key}: {n} ¦ .{babble} > {tag} { margin: {n}px; } ¦ + {ident}.{call}({n}) ¦ - {ident}.{call}({n}) ¦ @@ -{n},{n}
      +{n},{n} @@ ¦ expect({ident}).toBe({n}); ¦ FROM {babble}:{n} ¦ RUN apt-get install {babble} ¦ <{babble} {key}="{n}"/> ¦ {babble} = {ident} || {babble}; ¦ * @param
      {ident} the {noun} to {call} ¦ * Licensed under the {babble} licence ¦ :param {key}: what to {call} ¦ >>> {call}({n}) ¦ [{babble}] ¦ ## {call}
    `),
    most: 22,
  },
  'rows and lists': {
    join: '\n',
    lines: listed(String.raw`
      {First},{Last},{n},{day},{babble} ¦ {n}\t{ware}\t{n}.00\t{verb} ¦ - {noun}: {wish} ¦ * {First} {Last} ({dept}) ¦ {babble}: {n} ¦ {day}  {ware}  -{n}.00 EUR  {dept} ¦
      Subject: {noun} | From: {First} | {day} ¦ {n}. {ware} - {n} EUR - {praise} ¦ [ ] {wish} ¦ [x] {wish} ¦ {place}: {n} degrees, rain ¦ LH{n} {place} -
      {place} {n}:{n} ¦ {key}={babble} ¦ #{n} {noun} {verb} by {First} ¦ commit {hex}{hex}{hex} {call} the {ident} ¦ {call}: {babble} ¦ Hotel {Last}, {n} stars, {street}
      ¦ file: {path}, {n} kB ¦ | {babble} | {n} | {verb} | ¦ Event: {noun} with {First}, {day}, {n}:{n}, room {n}
    `),
    most: 18,
  },
  'words nobody knows': {
    join: ' ',
    lines: listed(`
      {babble} {babble} {babble}. ¦ {babble} the {babble} {babble} of {babble}, and {babble} {babble}. ¦ {foreignBabble} {foreignBabble} {foreignBabble}
      {foreignBabble}. ¦ {babble} {n} {babble} ({babble}). ¦ {babble}: {babble} {foreignBabble} {babble}! ¦ to {babble} a {babble}, {babble} it with the {babble}. ¦
      you {babble} {babble} if {babble} is {babble}. ¦ {foreignBabble}{foreignBabble}，{foreignBabble}{foreignBabble}。 ¦ is {babble} {babble} or {babble}? ¦
      {babble}.{babble}({babble}, {babble}) ¦ The {babble} {deed} in {babble}. ¦ please {babble} the {babble}. ¦ {babble} will not {babble} your {babble}.
    `),
    most: 14,
  },
  'readme and config': {
    join: '\n',
    lines: listed(`
      # {babble} ¦ ## Usage ¦ \`{babble} --{key} {n}\` ¦ Run \`npm run {call}\` before you {call} the {ident}. ¦ - \`{key}\`: the {noun} to {call}. Defaults to {n}. ¦ Please
      read the instructions in {path}. ¦ This option overrides the system default. ¦ To ignore files, add them to {path}. ¦ Do not edit this file,
      it is generated. ¦ You can {call} the {ident} with {babble}. ¦ Contributions are welcome; open an issue first. ¦ Make sure that the tests
      pass. ¦ Set the environment variable {babble} to {n}. ¦ See [the guide]({address}). ¦ Note that {babble} must be
      installed. ¦ If {ident} is set, {babble} is ignored. ¦ The model is called with the system prompt in {path}. ¦ Use this tool when the
      user asks for the {noun}. ¦ Returns the {noun} of a user; call {call} first if {key} is unknown. ¦ Never commit keys. ¦ {babble} {n}.{n}.{n} ¦
      Fixed: {call} no longer {call}s the previous {ident}. ¦ Copyright {First} {Last}. All rights reserved. ¦ Permission is granted to use, copy
      and change this {noun}. ¦ The {babble} function {call}s {ident}s and returns {key}. ¦ Disables the {part}; use with care.
    `),
    most: 16,
  },
};
