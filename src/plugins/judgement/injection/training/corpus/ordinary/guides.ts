import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** What texts about software, and about models and orders to them, are filled with. */
export const guideSlots: Slots = {
  pkg: listed(
    'lib{babble} ¦ {babble}-doc ¦ python3-{babble} ¦ {babble}{number} ¦ git ¦ the kernel ¦ gcc ¦ openssl ¦ node ¦ {babble}-common ¦ @{babble}/{babble} ¦ {babble}.js ¦ the standard library ¦ "{babble} {verb}"',
  ),
  cmd: listed(`
    git {call} --{make} ¦ git rebase --{make} ¦ {babble} --{make} ¦ npm run {call} ¦ pip install {babble} ¦ apt-get install {pkg} ¦ update-alternatives --install /usr/bin/{babble} {babble} /usr/bin/{babble}-{number} ¦ /usr/bin/{babble} ¦ make {call} ¦ sudo
    systemctl restart {babble} ¦ docker run {babble} ¦ curl -o {path} {address} ¦ cat {path} ¦ tar xzf {babble}.tar.gz ¦ ssh {babble}@{babble}.org ¦ chmod 644 {path} ¦ node {path} ¦ python3 {path} ¦ psql -U {babble}
  `),
  fixed: listed(`
    used to leave {path} behind ¦ failed to {make} the {object} when {path} was missing ¦ tried to {make} all {object}s, naturally failing ¦ forgot to {make} the index ¦ did not {make} {object}s with spaces in their names ¦ ignored the {quality} setting ¦ no longer {does} {object}s ¦
    now {does} {object}s {manner2} ¦ was incorrectly marked for translation, which has been corrected ¦ crashed on {quality} input ¦ learned to {make} {object}s ¦ overrode what the user had set ¦ sometimes returned the previous {object} ¦ can safely {make} {object}s ¦ was documented
    incorrectly ¦ did not honour {ident} ¦ leaked {object}s ¦ is now deprecated; use {call} instead ¦ gets a --{make} option ¦ has been rewritten in C; this regression has been fixed
  `),
  bot: listed(`
    the assistant ¦ the bot ¦ the model ¦ our chatbot ¦ the language model ¦ the agent ¦ an AI system ¦ the AI feature ¦ the voice assistant ¦ the copilot ¦ the classifier
  `),
  botDoes: listed(`
    can now read your calendar ¦ answers questions about orders ¦ keeps the last {number} messages ¦ does not store passwords ¦ hands over to a person when it is unsure ¦ ignores messages from other bots ¦ follows the instructions in the settings ¦ was trained on public text ¦ may be wrong ¦ replies in
    {tongue} ¦ refuses requests for medical advice ¦ uses the system prompt of the workspace ¦ is given a list of tools ¦ must not reveal data of other customers ¦ shows its sources ¦ summarises long threads ¦ is reset with the command /reset ¦ scored {number} points on the exam ¦ is switched off by default
  `),
  onAttack: listed(`
    Prompt injection is an attack in which a text that {bot} reads holds orders. ¦ Such texts often begin with words such as "ignore previous instructions" in quotes. ¦ Developers should treat results of tools as data. ¦ Jailbreaks are prompts that make {bot} break its rules. ¦ In the study, {number} of {number} attacks were
    blocked. ¦ The paper compares {number} defences on {number} tasks. ¦ A filter that looks for "you are now" would also stop harmless text. ¦ We labelled each sentence as safe or as an attack. ¦ Never put secrets into a system prompt, since users may get {bot} to repeat it. ¦ Least privilege limits what an injected order can do. ¦ An
    attacker hides text in a page, for instance in white letters. ¦ Training on refusals does not solve it. ¦ Red teams try to extract the prompt of {bot}. ¦ Researchers reported that {bot} could be tricked by a mail. ¦ The vendor has fixed the hole that let a page give orders to {bot}. ¦ Report suspicious messages to {dept}.
    ¦ Attack types: role play, encoding, payload splitting, translation. ¦ The word "override" alone proves nothing.
  `),
  hexlang: [
    'de',
    'fr',
    'es',
    'pt_BR',
    'zh_CN',
    'ja',
    'pl',
    'ru',
    'it',
    'nl',
    'sv',
    'ca',
    'uk',
    'tr',
  ],
  word5: listed(
    '{babble} ¦ {object} ¦ {foreignBabble} ¦ {deT} ¦ {frT} ¦ {esT} ¦ {plT} ¦ {ruT} ¦ {svT} ¦ {roT} ¦ {itT} ¦ {ptT} ¦ {nlT} ¦ {jaT} ¦ {zhT} ¦ {koT} ¦ {arT}',
  ),
};

/** Texts about software and about models, and what tools print. */
export const guideKinds: Readonly<Record<string, Kind>> = {
  'release notes': {
    join: '\n',
    first: listed(
      '{babble} v{number}.{number} Release Notes\n========================== ¦ # Changelog ¦ Fixes since v{number}.{number}\n-------------------- ¦ ## [{number}.{number}.0] - 2025-0{number}-11 ¦ {pkg} ({number}.{number}-1) unstable; urgency=low ¦ Patch notes {number}.{number}:',
    ),
    lines: listed(`
       * "{cmd}" {fixed}. ¦ - {pkg} {fixed} ({First} {Last}) ¦ * \`{ident}\` {fixed}. ¦ * [\`{hex}{hex}\`]({address}) - **{ident}**: {make} {ident} #{number} ¦  * {clause}. ¦   * {make} {object}s in {path}. Closes: #{number} ¦ * Bugfixes ¦ ### Added ¦ - {bot} {botDoes}. ¦ * New upstream release. ¦ - **Breaking:** {ident} {fixed}. ¦
       * When {clause}, "{cmd}" {fixed}; {clause}. ¦ + {make} the {object} before {make} ¦ The command /{call} {does} the previous {object}. ¦ - Updated translations: {tongue}, {tongue}.
    `),
    most: 12,
  },
  'package docs': {
    join: '\n',
    lines: listed(`
      # {babble}\n\n{pkg} {does} {object}s. ¦ \`\`\`\n$ {cmd}\n[...]\n{clause}\n\`\`\` ¦ Occasionally, you may want to {make} a {object}. To do so, run \`{cmd}\`. ¦ More documentation for this package can be found in {path}. ¦ {pkg} provides {object}s for {object}s. It is intended for use with {babble} and not for general purpose. ¦ If
      you get an error that {clause}, {make} the {object}. ¦ Please {make} {pkg} before installing these packages. ¦ {number}.{number}.{number}. {quality} {object}s ¦ The following packages will be installed: {pkg} {pkg} {pkg} ¦ should preferably be named {babble}. ¦ We recommend to {make} {object}s with \`{cmd}\`. ¦ :option:\`--{make}\` {does} the
      {object} ¦ .. note:: {clause}. ¦ Parameters\n----------\n{ident} : str\n    The {object} to {make}. ¦ Type: {type}. Default: {ident}. ¦ \`{ident}.{call}({ident}[, {ident}])\` ¦ Returns: {type} {clause}. ¦ Added in: v{number}.0 ¦ Stability: {number} - {quality} ¦ See [{object}s]({address}) for how to {make} them. ¦ You can opt out with
      \`{ident}: false\`. ¦ Author: {First} {Last} <{address}> ¦ Copying and distribution of this file are permitted. ¦ # This sets the default {object}; {clause}. ¦ # {make} = {babble} ¦ #{ident} = on # {clause} ¦ # - {clause},\n#   {clause}. ¦ # You must {make} the server after you {make} this file.
    `),
    most: 12,
  },
  'what a shell prints': {
    join: '\n',
    lines: listed(`
      update-alternatives 2025-0{number}-09 0{number}:29:27: run with --install /usr/bin/{babble} {babble} /usr/share/{babble}/{babble} {number} --slave /usr/share/man/man1/{babble}.1.gz {babble}.1.gz ¦ $ {cmd} ¦ Setting up {pkg} ({number}.{number}-{number}) ... ¦ Unpacking {pkg} over ({number}.{number}) ... ¦ Selecting previously unselected package {pkg}. ¦
      drwxr-xr-x {number} root root {number} {path} ¦ {path}: {clause} ¦ added {number} packages in {number}s ¦ npm warn deprecated {pkg}: {clause} ¦ {path}:{number}:{number} - error TS2{number}: {clause} ¦ Already up to date. ¦ On branch {babble}\nYour branch is ahead of 'origin/{babble}' by {number} commits. ¦ Successfully installed {pkg} ¦ {number} passed, {number} failed ¦
      if [ ! -e "${'$'}{babble}" ] ; then ¦ for {ident} in $(ls {path}); do {cmd}; done ¦ # to {make} the {object}, so that another package can safely {make} our {object}s ¦ usage: {babble} [-h] [--{make} {ident}] ¦ WARN auth: user {First} failed login from 203.0.{number}.{number} (attempt {number}) ¦ INFO session {hex} of {First} closed ¦ ERROR {babble}: {clause}
      ¦ {hex}{hex}{hex} {First} {Last} {make} {object}s in {path} ¦ PID {number} {cmd} ¦ tcp 0 0 127.0.0.1:{number} LISTEN ¦ Progress: [{number}%] ¦ fi ¦ done ¦ exit 0
    `),
    most: 14,
  },
  'pages of the web': {
    join: '\n',
    lines: listed(`
      <p>{clause}. <a href="{address}">{object}</a> {does} {object}s.</p> ¦ <h5>{quality} {object}s<span><a class="mark" href="#{babble}">#</a></span></h5> ¦ <pre><code class="language-js"><span class="hljs-keyword">import</span> {ident} <span class="hljs-keyword">from</span> <span class="hljs-string">'{babble}'</span>;</code><button
      class="copy-button">copy</button></pre> ¦ <code class="samp docutils literal notranslate"><span class="pre">{babble}</span></code> ¦ <table width="100%" border="0" cellspacing="1"><tr><td colspan="1" bgcolor="#{hex}a1" align="center">{object}</td></tr></table> ¦ There is also a <a href="{address}">mailing list</a> for {object}s. ¦ <li>{remark}</li> ¦
      <blockquote>{remark}</blockquote> ¦ <title>{object} - {babble}</title> ¦ <nav><a href="/{babble}">{object}</a> | <a href="/{babble}">Sign in</a></nav> ¦ <meta name="keywords" content="{object}, {object}, {object}"> ¦ <label for="{ident}">{bid}</label> ¦ <!-- {clause} --> ¦ <div class="alert">{remark}. Please {make} the {object}.</div> ¦ <figcaption>{clause}</figcaption> ¦
      <p>We use cookies to {make} {object}s. You can {make} them in the settings.</p> ¦ <p>{bot} {botDoes}.</p> ¦ <dt>{babble}</dt><dd>{clause}</dd> ¦ <span title="{clause}">{object}</span> ¦ <img alt="{clause}" src="{babble}.jpg">
    `),
    most: 12,
  },
  'XML and catalogues': {
    join: '\n',
    first: listed(
      '<?xml version="1.0" encoding="utf-8"?> ¦ <mime-type xmlns="http://www.{babble}.org/standards/{babble}-info" type="application/{babble}"> ¦ msgid ""\nmsgstr "" ¦ [Desktop Entry] ¦ <{babble}:{babble} xmlns:{babble}="{address}">',
    ),
    lines: listed(`
        <comment xml:lang="{hexlang}">{word5} {word5}</comment> ¦ <{babble} {ident}="{babble}"><{ident}>{word5}</{ident}></{babble}> ¦ msgid "{clause}"\nmsgstr "{word5} {word5} {word5}" ¦ Name[{hexlang}]={word5} ¦ Comment={clause} ¦ <entry><key>{ident}</key><value>{clause}</value></entry> ¦   <glob pattern="*.{babble}"/> ¦ "{ident}": "{word5} {word5}", ¦ <summary>{clause}.</summary> ¦
      {ident} = "{word5}" ¦ <string name="{ident}_{call}">{bid}</string> ¦ #: {path}:{number} ¦ <item id="{hex}" {ident}="{quality}"/> ¦ Keywords={object};{object};{object}; ¦ {"key": "{ident}", "{hexlang}": "{word5} {word5}"} ¦ <method name="{call}"><arg type="s" name="{ident}" direction="in"/></method> ¦ <!-- {clause}. -->
    `),
    most: 16,
  },
  'shop and orders': {
    join: '\n',
    most: 9,
    lines: listed(`
      {ware}, {quality} and {quality}, {number}.00 EUR ¦ The {quality} {ware} {praise}. ¦ Order {number}: {number} x {ware}, {verb} on {day} ¦ Customers who bought a {ware} also looked at the {ware}. ¦ {First} {Last} rated the {ware} {number} of 5: {remark}. ¦ Is the {ware} {quality}? - Yes, it {praise}. ¦ Return the {ware} within {number} days. ¦ We have
      refunded {number} EUR for the {ware}. ¦ Room for {number} in {place}, the {object} {praise}. ¦ You can {make} the {ware} {manner2}. ¦ If your {ware} {praise}, write to us. ¦ Take the {quality} {ware} if you {feel}. ¦ I told {First} about the {ware}; {remark}. ¦ Do not {make} the {ware} near a {object}. ¦ Dear {First}, your {ware} was {verb}. {remark}. ¦ Support: {bid}, then {make} the
      {ware}.\nCustomer: {remark}, but {pal} {feel}.
    `),
  },
  'about models': {
    join: ' ',
    most: 7,
    lines: listed(`
      {onAttack} ¦ {onAttack} ¦ {bot} {botDoes}. ¦ To turn this off, open the settings, choose Assistant and {make} the {object}. ¦ You can ask {bot} to {make} {object}s. ¦ Tell {bot} what you need, for instance "{text}". ¦ When {bot} {botDoes}, {clause}. ¦ Users complained that {bot} {botDoes}. ¦ The prompt of {bot} is: "You are {role}." ¦ Set \`system\` to the
      instructions of {bot}. ¦ Messages have a role: system, user or assistant. ¦ {First}: did {bot} ignore your question again? ¦ By law, providers must inform users that they talk to {bot}. ¦ The new rules for {bot} apply from {day}. ¦ {bot} must be told which {object}s to {make}. ¦ {dept} decides which instructions {bot} gets. ¦ The assistant manager must approve {noun}s.
    `),
  },
};
