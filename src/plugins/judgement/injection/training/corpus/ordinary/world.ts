import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** Common words, far more than any one kind of text has: what is ordinary is mostly what has been read before. */
export const worldSlots: Slots = {
  someone: listed(`
    the farmer ¦ her uncle ¦ the captain ¦ a nurse ¦ the baker ¦ our neighbour ¦ the judge ¦ his daughter ¦ an engineer ¦ the king ¦ the thief ¦ a tourist ¦ the
    mayor ¦ the soldier ¦ my grandmother ¦ the professor ¦ a sailor ¦ the cook ¦ their children ¦ the detective ¦ a lawyer ¦ the widow ¦ the painter ¦ a pilot ¦
    the gardener ¦ a young woman ¦ the old man ¦ the conductor ¦ a stranger ¦ the crew ¦ the minister ¦ the hunter ¦ a monk ¦ the owner ¦ the driver ¦ both sisters
    ¦ the coach ¦ the clerk ¦ an actor ¦ the poet ¦ the guest ¦ the prisoner ¦ a merchant ¦ the doctor ¦ the queen ¦ everybody ¦ nobody ¦ somebody ¦ he ¦ she ¦ they ¦ we ¦
    the programmer ¦ the librarian ¦ people in the street ¦ the majority ¦ the tenant ¦ the candidate ¦ a biologist ¦ the emperor ¦ the referee ¦ the chairman
  `),
  object: listed(`
    bridge ¦ river ¦ candle ¦ kitchen ¦ window ¦ forest ¦ bottle ¦ bread ¦ blanket ¦ horse ¦ bicycle ¦ garden ¦ island ¦ hammer ¦ letter ¦ mirror ¦ mountain ¦ orange ¦
    pillow ¦ pocket ¦ potato ¦ rabbit ¦ railway ¦ ribbon ¦ roof ¦ sandwich ¦ scissors ¦ shadow ¦ shoulder ¦ silver ¦ spoon ¦ staircase ¦ stomach ¦ storm ¦ street ¦
    sugar ¦ sunlight ¦ sword ¦ tailor ¦ temple ¦ theatre ¦ thunder ¦ tobacco ¦ tower ¦ train ¦ treasure ¦ tunnel ¦ umbrella ¦ valley ¦ vegetable ¦ village ¦ violin ¦
    wagon ¦ wallet ¦ wheel ¦ whisper ¦ winter ¦ wolf ¦ wood ¦ yard ¦ engine ¦ electron ¦ molecule ¦ enzyme ¦ protein ¦ glacier ¦ volcano ¦ desert ¦ planet ¦ comet ¦ orbit ¦
    circuit ¦ voltage ¦ magnet ¦ crystal ¦ mineral ¦ copper ¦ cotton ¦ harvest ¦ wheat ¦ barley ¦ sheep ¦ cattle ¦ fish ¦ whale ¦ feather ¦ insect ¦ spider ¦ butterfly ¦
    disease ¦ fever ¦ surgery ¦ medicine ¦ bone ¦ muscle ¦ nerve ¦ blood ¦ brain ¦ memory ¦ dream ¦ thought ¦ theory ¦ proof ¦ equation ¦ fraction ¦ triangle ¦ curve ¦
    statistic ¦ sample ¦ average ¦ market ¦ currency ¦ loan ¦ debt ¦ wage ¦ profit ¦ factory ¦ machine ¦ tool ¦ steel ¦ concrete ¦ brick ¦ glass ¦ paper ¦ paint ¦
    canvas ¦ statue ¦ novel ¦ chapter ¦ sentence ¦ grammar ¦ vowel ¦ alphabet ¦ newspaper ¦ headline ¦ camera ¦ photograph ¦ film ¦ screen ¦ orchestra ¦ melody ¦ rhythm ¦
    dance ¦ costume ¦ carnival ¦ holiday ¦ wedding ¦ funeral ¦ church ¦ mosque ¦ prayer ¦ saint ¦ angel ¦ devil ¦ ghost ¦ legend ¦ hero ¦ battle ¦ army ¦ weapon ¦
    treaty ¦ border ¦ colony ¦ empire ¦ republic ¦ election ¦ vote ¦ parliament ¦ law ¦ court ¦ crime ¦ police ¦ prison ¦ witness ¦ evidence ¦ contract ¦ licence ¦ patent ¦
    school ¦ lesson ¦ pupil ¦ exam ¦ degree ¦ library ¦ museum ¦ hospital ¦ airport ¦ harbour ¦ ship ¦ cargo ¦ truck ¦ motor ¦ fuel ¦ coal ¦ oil ¦ gas ¦ wind ¦ rain ¦
    snow ¦ cloud ¦ tide ¦ wave ¦ coast ¦ beach ¦ cliff ¦ cave ¦ hill ¦ meadow ¦ lake ¦ swamp ¦ root ¦ leaf ¦ branch ¦ seed ¦ flower ¦ fruit ¦ berry ¦ nut ¦ spice ¦ salt ¦ soup
    ¦ cheese ¦ butter ¦ sausage ¦ wine ¦ beer ¦ coffee ¦ tea ¦ cup ¦ plate ¦ knife ¦ table ¦ chair ¦ lamp ¦ carpet ¦ curtain ¦ door ¦ key ¦ lock ¦ clock ¦ watch ¦ ring ¦ coat ¦
    shirt ¦ shoe ¦ hat ¦ glove ¦ needle ¦ thread ¦ rope ¦ chain ¦ nail ¦ screw ¦ pump ¦ valve ¦ pipe ¦ wire ¦ cable ¦ antenna ¦ radio ¦ satellite ¦ rocket ¦ robot ¦ laser ¦ lens
    ¦ microscope ¦ telescope ¦ laboratory ¦ experiment ¦ hypothesis ¦ variable ¦ parameter ¦ algorithm ¦ compiler ¦ kernel ¦ process ¦ thread pool ¦ packet ¦ router ¦ socket
    ¦ filesystem ¦ partition ¦ mailbox ¦ certificate ¦ daemon ¦ library function ¦ character set ¦ byte ¦ pointer ¦ array ¦ string ¦ queue ¦ stack ¦ graph ¦ tree
  `),
  quality: listed(`
    narrow ¦ ancient ¦ bitter ¦ blue ¦ brave ¦ bright ¦ calm ¦ careful ¦ cheap ¦ clever ¦ cold ¦ common ¦ complete ¦ cruel ¦ curious ¦ dangerous ¦ dark ¦ deep ¦ delicate ¦ dirty ¦
    distant ¦ dry ¦ early ¦ eastern ¦ elegant ¦ empty ¦ enormous ¦ equal ¦ exact ¦ expensive ¦ faint ¦ famous ¦ fat ¦ flat ¦ foreign ¦ fresh ¦ gentle ¦ golden ¦ grateful ¦ green
    ¦ happy ¦ heavy ¦ hollow ¦ honest ¦ hungry ¦ idle ¦ invisible ¦ jealous ¦ lazy ¦ liquid ¦ local ¦ lonely ¦ loud ¦ lucky ¦ mild ¦ modern ¦ naked ¦ natural ¦ noisy ¦ northern ¦
    obvious ¦ odd ¦ pale ¦ patient ¦ plain ¦ pleasant ¦ polite ¦ poor ¦ practical ¦ private ¦ proud ¦ quick ¦ quiet ¦ rare ¦ raw ¦ regular ¦ rich ¦ rough ¦ round ¦ sad ¦ sharp ¦
    shallow ¦ silent ¦ simple ¦ slow ¦ smooth ¦ social ¦ soft ¦ solid ¦ steep ¦ strange ¦ strong ¦ stupid ¦ sudden ¦ sweet ¦ tall ¦ thick ¦ thin ¦ tiny ¦ tired ¦ ugly ¦ unusual ¦
    useful ¦ vast ¦ violent ¦ warm ¦ weak ¦ western ¦ wet ¦ wide ¦ wild ¦ wise ¦ wooden ¦ young ¦ linear ¦ binary ¦ finite ¦ chemical ¦ medical ¦ legal ¦ moral ¦ optional ¦ default
  `),
  did: listed(`
    carried ¦ found ¦ broke ¦ painted ¦ sold ¦ watched ¦ followed ¦ crossed ¦ forgot ¦ remembered ¦ described ¦ discovered ¦ measured ¦ repaired ¦ borrowed ¦ hid ¦ threw ¦ caught ¦
    lost ¦ won ¦ built ¦ burned ¦ drank ¦ ate ¦ wrote about ¦ read about ¦ spoke of ¦ laughed at ¦ dreamed of ¦ ran towards ¦ sat beside ¦ stood behind ¦ slept under ¦ walked past ¦
    complained about ¦ thought of ¦ waited for ¦ looked for ¦ asked for ¦ paid for ¦ fought over ¦ gave away ¦ took ¦ brought ¦ kept ¦ held ¦ pulled ¦ pushed ¦ lifted ¦ dropped ¦
    washed ¦ cut ¦ tied ¦ filled ¦ emptied ¦ opened ¦ closed ¦ locked ¦ counted ¦ weighed ¦ compared ¦ studied ¦ taught ¦ learned about ¦ believed in ¦ doubted ¦ loved ¦ hated ¦
    feared ¦ admired ¦ praised ¦ blamed ¦ ignored ¦ missed ¦ chose ¦ refused ¦ accepted ¦ returned ¦ replaced ¦ protected ¦ attacked ¦ destroyed ¦ saved ¦ invented ¦ produced
  `),
  does: listed(`
    contains ¦ supports ¦ requires ¦ produces ¦ describes ¦ prevents ¦ causes ¦ replaces ¦ connects to ¦ depends on ¦ belongs to ¦ consists of ¦ begins with ¦ ends with ¦ moves
    through ¦ turns into ¦ grows near ¦ lives in ¦ feeds on ¦ rests on ¦ leads to ¦ differs from ¦ looks like ¦ covers ¦ holds ¦ stores ¦ reads ¦ writes ¦ sends ¦ receives ¦ returns ¦
    converts ¦ compares ¦ sorts ¦ removes ¦ adds ¦ shows ¦ hides ¦ opens ¦ closes ¦ starts ¦ stops ¦ controls ¦ limits ¦ measures ¦ absorbs ¦ reflects ¦ attracts ¦ surrounds ¦ divides
  `),
  make: listed(`
    carry ¦ find ¦ break ¦ paint ¦ sell ¦ watch ¦ follow ¦ cross ¦ describe ¦ measure ¦ repair ¦ borrow ¦ throw ¦ catch ¦ build ¦ burn ¦ drink ¦ eat ¦ bring ¦ keep ¦ hold ¦ pull ¦ push ¦
    lift ¦ drop ¦ wash ¦ cut ¦ tie ¦ fill ¦ empty ¦ open ¦ close ¦ lock ¦ count ¦ weigh ¦ compare ¦ study ¦ teach ¦ choose ¦ refuse ¦ accept ¦ return ¦ replace ¦ protect ¦ save ¦ use ¦ remove ¦
    create ¦ configure ¦ install ¦ select ¦ enter ¦ read ¦ write ¦ send ¦ copy ¦ move ¦ delete ¦ mount ¦ boot ¦ compile ¦ ignore ¦ override ¦ display ¦ print ¦ run ¦ start ¦ stop ¦ check ¦ verify
  `),
  manner2: listed(`
    slowly ¦ at once ¦ in silence ¦ with care ¦ for years ¦ once more ¦ in the morning ¦ after dinner ¦ every spring ¦ without a word ¦ by mistake ¦ on purpose ¦ in {place} ¦ at home ¦
    over the weekend ¦ before the war ¦ during the night ¦ as usual ¦ in the end ¦ at first ¦ almost never ¦ rather often ¦ in vain ¦ by hand ¦ at low temperature ¦ under pressure ¦ in
    practice ¦ in most cases ¦ on {day} ¦ since then ¦ as well ¦ far away ¦ upstairs ¦ next to the {object} ¦ like a {object} ¦ through the {object} ¦ of course ¦ by default ¦ at run time
  `),
  link2: listed(`
    because ¦ although ¦ while ¦ until ¦ so that ¦ since ¦ unless ¦ when ¦ where ¦ as if ¦ and ¦ but ¦ or ¦ before ¦ after ¦ whereas ¦ and then
  `),
  clause: listed(`
    {someone} {did} the {quality} {object} ¦ the {object} {does} the {object} ¦ {someone} {did} a {object} {manner2} ¦ it {does} {object}s ¦ the {quality} {object} {does} a {quality} {object} ¦
    there was a {quality} {object} ¦ nobody could {make} the {object} ¦ one must not {make} a {object} ¦ you can {make} the {object} {manner2} ¦ {someone} said that the {object} was
    {quality} ¦ it was {quality} and {quality} ¦ I would rather {make} a {object} ¦ {someone} wanted to {make} it ¦ this {object} was {did} by nobody ¦ most {object}s are {quality} ¦ {someone}
    had never {did} a {object} ¦ a {object} of {object} ¦ {number} {object}s were left ¦ no {object} is ever {quality} enough
  `),
};

/** Prose of all sorts: tales, lexicons, handbooks, news, sayings. */
export const worldKinds: Readonly<Record<string, Kind>> = {
  tale: {
    join: ' ',
    most: 10,
    lines: listed(`
      {clause}. ¦ {clause}, {link2} {clause}. ¦ {manner2}, {clause}. ¦ "{clause}", {someone} said. ¦ "Who {did} my {object}?" asked {someone}. ¦ "{clause}!" ¦ And {clause}. ¦ {clause}; {clause}. ¦ Why
      {did} {someone} the {object}? ¦ If {clause}, then {clause}. ¦ Do you know why {clause}? ¦ Never {make} a {object} {link2} {clause}. ¦ {clause} ({clause}). ¦ - {clause} ¦ {clause}: {clause}.
    `),
  },
  gloss: {
    join: '; ',
    most: 6,
    lines: listed(`
      a {quality} {object} that {does} {object}s ¦ the act of having {did} a {object} ¦ (of a {object}) {quality} or {quality} ¦ to {make} a {object} {manner2} ¦ any of several {object}s of {place} that
      {does} {object}s ¦ "{clause}" ¦ of or relating to {object}s ¦ {make} with a {object} ¦ a person who {did} {object}s ¦ in a {quality} manner ¦ the part of a {object} that {does} the {object} ¦ the state of being
      {quality} ¦ {First} {Last}, who {did} the {object} (1{number}-19{number}) ¦ a {object} used to {make} {object}s ¦ cause to be {quality} ¦ {make} or {make} ¦ tending to {make} things
    `),
  },
  handbook: {
    join: '\n',
    most: 10,
    lines: listed(`
      The {object} {does} the {object}. If {ident} is set, it {does} a {quality} {object} instead. ¦ To {make} the {object}, {make} the {object} first. ¦ {number}.{number} {quality} {object}s ¦ By default
      the {object} {does} {object}s, {link2} {clause}. ¦ \`{babble} --{make}-{object} FILE\` ¦ -{babble}, --{make}={ident}\n    {make} the {object} {manner2}. ¦ Note that {clause}. ¦ See also {babble}(8),
      {babble}({number}). ¦ SYNOPSIS\n{babble} [OPTION]... {ident} ¦ You should {make} the {object} before you {make} it. ¦ This {object} cannot be {did}. ¦ The user must {make} a {object}. ¦ It is
      possible to {make} {object}s with {babble}. ¦ This command {does} all previous {object}s. ¦ Any {object} given on the command line overrides the {object} of the system. ¦ # {make} /etc/{babble}/{ident} ¦ When
      prompted, {make} the {object}. ¦ DESCRIPTION\n{babble} {does} {object}s. {clause}. ¦ Do not {make} the {object} while {clause}. ¦ In this mode, {clause}. ¦ return value: {number} on success, -1 where {clause}. ¦ A
      {quality} {object} is ignored. ¦ The following {object}s are known: ¦ the administrator can {make} new {object}s for other users. ¦ Instructions on how to {make} {object}s are in chapter {number}.
    `),
  },
  saying: {
    join: '\n',
    most: 5,
    lines: listed(`
      {clause}. ¦ {clause}.\n\t\t-- {First} {Last} ¦ Q: Why {did} {someone} the {object}?\nA: {clause}. ¦ Never {make} a {object}. ¦ Always {make} your {object}s {manner2}. ¦ If you {make} a {object}, {someone} will {make} it. ¦ {make} not,
      {make} not. ¦ {someone}'s law: {clause}. ¦ {First}: {clause}!\n{First}: {clause}? ¦ A {object} is a {object} that {does} {object}s. ¦ You will soon {make} a {quality} {object}. ¦ Tell me a {object} and I tell you what {clause}. ¦ Let us
      {make} a {object}, {someone} said. ¦ There are two kinds of {object}s: {quality} and {quality} ones. ¦ Roses are {quality}, {object}s are {quality}, {clause}.
    `),
  },
  news: {
    join: ' ',
    most: 9,
    lines: listed(`
      {place}, {day}: {clause}. ¦ {First} {Last}, {number}, {did} the {object} {manner2}. ¦ Police said {clause}. ¦ The {quality} {object} of {place} {deed}. ¦ Shares of {Last} fell by {number} % {link2} {clause}. ¦ The
      minister told reporters that {clause}. ¦ Officials ordered {someone} to {make} the {object}. ¦ Users of the {object} are told to {make} it {manner2}. ¦ "{clause}", said {First} {Last} of {dept}. ¦ Asked whether {clause}, {someone} refused
      to answer. ¦ The model, which {does} {object}s, will be sold from {day}. ¦ A new system {does} {object}s {manner2}. ¦ Critics had demanded to {make} the {object}. ¦ The company said its assistant {does} {object}s. ¦ {number} {object}s were {did}.
    `),
  },
};
