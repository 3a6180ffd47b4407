import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** What the sentences of ordinary documents are filled with. */
export const documentSlots: Slots = {
  n: listed(`
    2 ¦ 3 ¦ 5 ¦ 8 ¦ 14 ¦ 27 ¦ 31 ¦ 48 ¦ 60 ¦ 112 ¦ 350 ¦ 1,200 ¦ 4.7 ¦ 9 % ¦ 12.50
  `),
  day: listed(`
    Monday ¦ Tuesday ¦ Wednesday ¦ Thursday ¦ Friday ¦ 3 March ¦ 17 June ¦ 21 October ¦ next
    week ¦ the end of the month ¦ 2025-04-11 ¦ the first quarter
  `),
  dept: listed(`
    finance ¦ the support team ¦ the warehouse ¦ marketing ¦ the board ¦ legal ¦ the office ¦
    operations ¦ the design group ¦ human resources ¦ the vendor ¦ the landlord ¦ the project
    lead
  `),
  noun: listed(`
    contract ¦ invoice ¦ report ¦ budget ¦ server ¦ release ¦ survey ¦ prototype ¦ shipment ¦
    meeting ¦ policy ¦ schedule ¦ database ¦ proposal ¦ order ¦ campaign ¦ manual ¦ audit ¦
    draft ¦ form ¦ repository ¦ dashboard ¦ backup ¦ ticket
  `),
  adj: listed(`
    new ¦ final ¦ previous ¦ updated ¦ weekly ¦ open ¦ large ¦ internal ¦ signed ¦ late ¦ draft
    ¦ annual ¦ broken ¦ shared ¦ original
  `),
  verb: listed(`
    approved ¦ moved ¦ closed ¦ reviewed ¦ delivered ¦ delayed ¦ sent ¦ signed ¦ rejected ¦
    planned ¦ tested ¦ paid ¦ cancelled ¦ replaced ¦ archived ¦ restored
  `),
  subject: listed(`
    The city ¦ The company ¦ A study ¦ The museum ¦ The team ¦ The river ¦ The village ¦ The
    committee ¦ The university ¦ Researchers ¦ The airline ¦ The band ¦ The court ¦ The bridge ¦
    The species ¦ The album ¦ The battery ¦ The festival
  `),
  deed: listed(`
    opened in the spring ¦ grew by {n} over the year ¦ was built in the 19th century ¦ plans a
    further hall ¦ reported a loss of {n} million ¦ lives in wet meadows ¦ won the cup again ¦
    published its findings on {day} ¦ was restored after the flood ¦ serves {n} towns ¦ found no
    link between the two ¦ asked for more time ¦ is open from {n} to {n} ¦ has been sold twice ¦
    crosses the border near the lake ¦ drew {n} thousand visitors ¦ weighs about {n} kilograms ¦
    holds the record since then ¦ needs two more members ¦ will end on {day}
  `),
  ident: listed(`
    count ¦ items ¦ result ¦ user ¦ config ¦ path ¦ index ¦ buffer ¦ response ¦ total ¦ cache ¦
    token ¦ node ¦ limit ¦ message ¦ options
  `),
  call: listed(`
    load ¦ parse ¦ render ¦ update ¦ validate ¦ fetchAll ¦ connect ¦ close ¦ merge ¦ sort ¦
    write ¦ format ¦ resolve ¦ retry ¦ ignore ¦ override ¦ send ¦ print
  `),
  ware: listed(`
    kettle ¦ chair ¦ phone case ¦ headset ¦ backpack ¦ lamp ¦ blender ¦ jacket ¦ tent ¦ keyboard
    ¦ novel ¦ watch ¦ mattress ¦ hotel ¦ restaurant
  `),
  praise: listed(`
    works as described ¦ came two days late ¦ is too small for me ¦ feels solid ¦ stopped
    working after {n} weeks ¦ looks better than in the picture ¦ was a present and went down
    well ¦ is worth the price ¦ smells of plastic at first ¦ could be quieter ¦ has a clear
    manual ¦ is easy to clean
  `),
};

/** Sentences of ordinary documents, by kind; a document strings many of one kind together. */
export const documentKinds: Readonly<Record<string, Kind>> = {
  mail: {
    join: ' ',
    most: 8,
    lines: listed(`
    Dear colleagues, ¦ Hello, ¦ the {adj} {noun} was {verb} on {day}. ¦ Please find the {adj}
    {noun} attached. ¦ Could you send me the {noun} by {day}? ¦ The meeting with {dept} is on
    {day} at {n}. ¦ We have {verb} the {noun}; {dept} will follow up. ¦ Thank you for your
    patience. ¦ Let me know if {day} suits you. ¦ Please reply to this mail by {day} so that
    {dept} can go on. ¦ I will be out of the office until {day}. ¦ As agreed, the {noun} costs
    {n} EUR. ¦ Please review the {noun} before the call. ¦ Do not forget to sign the {noun}. ¦
    Your {noun} number {n} has been {verb}. ¦ Kind regards ¦ Attached is the {noun} that {dept}
    asked for. ¦ Please ignore my previous mail, the {noun} in it was out of date. ¦ If you have
    questions, call {dept}. ¦ The instructions for the {noun} are on the intranet. ¦ Remember to
    forward the {noun} to {dept}. ¦ Best wishes from {dept} ¦ Your password expires in {n} days;
    you can change it in the portal. ¦ We must move the {noun} to {day}. ¦ Important: the office
    is closed on {day}.
  `),
  },
  article: {
    join: ' ',
    most: 8,
    lines: listed(`
    {subject} {deed}. ¦ {subject} {deed}, and {dept} {deed}. ¦ In {day}, {subject} {deed}. ¦
    {subject} {deed}; it {deed}. ¦ According to the report, it {deed}. ¦ About {n} people live
    there. ¦ It {deed}. ¦ Critics said that it {deed}. ¦ The first part {deed}, the second
    {deed}. ¦ Until then it {deed}. ¦ "It {deed}", {dept} said. ¦ A spokesperson of {dept} said
    nobody had to act now. ¦ Readers are asked to send their own pictures to the paper. ¦ More
    than {n} of them {deed}. ¦ The rules of the game were changed on {day}.
  `),
  },
  table: {
    join: '\n',
    most: 8,
    lines: listed(String.raw`
    | {noun} | {n} | {day} | {verb} | ¦ | {adj} {noun} | {n} EUR | {dept} | {verb} | ¦
    {noun}\t{n}\t{n}\t{verb} ¦ {noun},{n},{n},{day} ¦ Total | {n} | {n} | ¦ | --- | --- | --- |
    ¦ {day};{noun};{n};{n} ¦ id: {n}, name: {adj} {noun}, state: {verb}
  `),
  },
  code: {
    join: '\n',
    most: 8,
    lines: listed(`
    const {ident} = {call}({ident}, {n}); ¦ if ({ident} > {n}) return {ident}; ¦ for (const
    {ident} of {ident}s) {call}({ident}); ¦   // {call} the {noun} before it is {verb} ¦ def
    {call}({ident}, {ident}=None): ¦     return {ident}.{call}({n}) ¦ import {ident} from
    "./{call}.ts"; ¦ SELECT {ident}, count(*) FROM {ident}s WHERE {ident} > {n} GROUP BY
    {ident}; ¦ # TO DO for {day}: {call} {ident} ¦ throw new Error("{ident} must be {n}"); ¦
    export function {call}({ident}: string): number { ¦ } ¦ await {call}({ident}); ¦ /** Gives
    the {noun}; ignores what was {verb}. */ ¦ try { {call}({ident}) } catch { {call}() } ¦ $ npm
    run {call} -- --{ident}={n} ¦ assert {ident} == {n} ¦ override fun {call}({ident}: Int) =
    {ident}
  `),
  },
  log: {
    join: '\n',
    most: 8,
    lines: listed(`
    2025-03-0{n} 10:{n}:07 INFO {call} {ident}={n} ¦ WARN {ident} {verb} after {n} ms ¦ ERROR
    could not {call} {ident}: timeout ¦ [{n}] {call} done in {n}s ¦ GET /api/{ident}/{n} 200
    {n}ms ¦ POST /{ident} 404 ¦ worker {n}: {noun} {verb} ¦ DEBUG ignoring {ident}, previous
    {noun} still open ¦ system: {ident} started
  `),
  },
  json: {
    join: ',\n',
    most: 8,
    lines: listed(`
    {"id": {n}, "state": "{verb}"} ¦ {"{ident}": "{adj} {noun}", "at": "{day}"} ¦ {"name":
    "{noun}", "owner": "{dept}", "amount": "{n}"} ¦ {"{ident}": [{n}, {n}, {n}]} ¦ {"message":
    "the {noun} was {verb}", "code": {n}}
  `),
  },
  review: {
    join: ' ',
    most: 8,
    lines: listed(`
    The {ware} {praise}. ¦ My {ware} {praise}, but it {praise}. ¦ Bought it on {day}; it
    {praise}. ¦ Would buy again. ¦ {n} stars. ¦ The {ware} {praise} and the seller answered
    quickly. ¦ If you need a {ware}, take this one. ¦ Do not buy the small one. ¦ You should
    read the manual first. ¦ I told a friend to get one too.
  `),
  },
  manual: {
    join: '\n',
    most: 8,
    lines: listed(`
    1. Press the button for {n} seconds. ¦ 2. Open the {noun} and choose "{call}". ¦ Make sure
    that the {ware} is off before you clean it. ¦ Note: the {noun} must be {verb} first. ¦
    Important: keep these instructions. ¦ Run '{call} --{ident} {n}' to see the {noun}. ¦ To
    undo this, follow the previous steps in reverse order. ¦ The option '{ident}' overrides the
    system setting. ¦ ## {adj} {noun} ¦ - Set '{ident}' to {n}. ¦ Warning: do not ignore error
    messages. ¦ Users must log in before they {call} a {noun}. ¦ See the rules for the {noun}
    above. ¦ The assistant opens when you press the key twice. ¦ Enter the new password and
    confirm it. ¦ Contact {dept} if the {noun} was not {verb}. ¦ Copy the key into the file and
    restart the server.
  `),
  },
  german: {
    join: ' ',
    most: 8,
    lines: listed(`
    Der {noun} wurde am {day} geprüft. ¦ Bitte senden Sie die Unterlagen bis {day}. ¦ Die
    Sitzung findet um {n} Uhr statt. ¦ Wir haben den Auftrag erhalten. ¦ Die Rechnung über {n}
    EUR liegt bei. ¦ Das Museum ist bis {n} Uhr geöffnet. ¦ Mit freundlichen Grüßen ¦ La factura
    de {n} euros se envió el {day}. ¦ La réunion aura lieu le {day}. ¦ Le rapport a été envoyé.
    ¦ El informe está listo. ¦ La consegna è prevista per {day}. ¦ Faktura została opłacona. ¦
    Отчёт готов, встреча в {n} часов.
  `),
  },
  notice: {
    join: ' ',
    most: 8,
    lines: listed(`
    IMPORTANT: the {noun} will be {verb} on {day}. ¦ Please keep the code to yourself and do not share it with anybody. ¦ You
    must confirm your {noun} by {day}. ¦ Log in to your account and check the {adj} {noun}. ¦ The {adj} {noun} replaces all
    prior ones and applies from {day}. ¦ To finish your order, open https://shop.example/o/{n} and enter the number {n}. ¦ If
    you no longer want such mails, reply with the word STOP. ¦ Attention: do not ignore this reminder, the {noun} is due. ¦
    Please disregard this letter if you have paid already. ¦ Action required: sign the {noun} before {day}. ¦ All earlier
    versions of the {noun} are void; use the {adj} one instead. ¦ Never send your password by mail. ¦ Follow the steps
    below and tell {dept} when you are done. ¦ The assistant in the app now keeps the last {noun}. ¦ Forward this to {dept} if
    you are not in charge. ¦ Reviewers should skip section {n} and read the {adj} {noun} instead. ¦ Decision: the offer of {day}
    is dropped, {dept} sends a {adj} one. ¦ Transfer the amount to the account named on the {noun}. ¦ Do not open the
    {ware} before you have read all instructions. ¦ We ask all users to update the app.
  `),
  },
  thread: {
    join: '\n',
    most: 8,
    lines: listed(`
    User: where do I find the {noun}? ¦ Agent: open the menu and choose {noun}. ¦ User: thanks, that helped! ¦ Agent: please
    send me the number of the {noun}. ¦ Customer: the {ware} {praise}. ¦ Support: could you try it again and tell me what you
    see? ¦ Q: Do I need an account for the {noun}? ¦ A: Yes. Sign in first, then follow the instructions above. ¦ > On
    {day} {dept} wrote: ¦ > please ignore the {adj} {noun}, it was sent by mistake ¦ System: the {noun} was {verb} ¦ Bot: type
    the number of the {noun}, or "help" ¦ User: forget it, I have found the {noun}
  `),
  },
  readme: {
    join: '\n',
    most: 8,
    lines: listed(`
    # {adj} {noun} ¦ 1. Run 'npm install' and then 'npm run {call}'. ¦ 2. Copy .env.example to .env and insert your API key. ¦
    Never commit the key or the password. ¦ Set '{ident}' to {n}, or leave it out. ¦ def ignore_{ident}({call}):
    ¦ """Drop every {noun} before the marker.""" ¦ # override the system default here ¦ Execute the script as root only where
    you must. ¦ See the instructions of {dept} for the previous release. ¦ The model reads the prompt from {ident}.txt. ¦ You
    can disable the filter with '--no-{ident}'. ¦ Delete the old files before you {call} again. ¦ export TOKEN=... and
    {call} the {noun}
  `),
  },
  languages: {
    join: ' ',
    most: 8,
    lines: listed(`
    Bitte ignorieren Sie meine E-Mail von {day}, der Betrag war falsch. ¦ Anbei die Anweisungen für den Einbau; bitte halten Sie
    alle Schritte ein. ¦ Geben Sie uns Bescheid, sobald die Lieferung da ist. ¦ Die bisherigen Regeln gelten ab {day} nicht mehr. ¦
    Wichtig: Bitte überweisen Sie {n} EUR bis {day}. ¦ Veuillez ne pas tenir compte de mon message précédent. ¦ Merci
    d'envoyer le dossier au service comptable avant {day}. ¦ Les anciennes consignes sont remplacées par la nouvelle règle. ¦
    Important : répondez à ce courriel pour confirmer. ¦ Por favor, olvide la factura anterior y use la nueva. ¦ Le
    rogamos que envíe los documentos a la dirección indicada. ¦ Las reglas nuevas sustituyen a las anteriores. ¦ Importante:
    confirme su cita antes de {day}. ¦ La preghiamo di ignorare il messaggio precedente. ¦ Invii i documenti entro {day}, per
    favore. ¦ Le istruzioni di prima non valgono più. ¦ Por favor, desconsidere o pedido anterior. ¦ Negeer mijn vorige bericht, de
    bijlage was oud. ¦ Stuur het formulier voor {day} terug. ¦ Proszę pominąć moją poprzednią wiadomość. ¦ Wcześniejsze zasady
    przestają obowiązywać. ¦ Proszę przesłać fakturę do {day}. ¦ Прошу не учитывать прошлое письмо. ¦ Старые правила отменены,
    новая инструкция во вложении. ¦ Отправьте, пожалуйста, отчёт до {day}. ¦ Bunu lütfen dikkate almayın, yeni fatura ektedir.
  `),
  },
};
