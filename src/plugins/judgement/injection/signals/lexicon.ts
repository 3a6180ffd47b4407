import { HashedWords, hashOf } from './word-hash.ts';

/** What a word may stand for in a phrase; a word may stand for several. */
const classes = [
  'ignore',
  'prior',
  'all',
  'instruction',
  'system',
  'reveal',
  'prompt',
  'pretend',
  'persona',
  'safety',
  'without',
  'send',
  'sensitive',
  'assistant',
  'urgent',
  'fresh',
  'task',
  'instead',
  'conceal',
  'user',
  'not',
  'you',
  'now',
  'obey',
  'about',
  'run',
  'mode',
  'address',
  'tell',
  'ban',
] as const;
/** One of the classes of words. */
export type WordClass = (typeof classes)[number];

/** The bit of a class in a word's mask. */
export const bitOf = (name: WordClass): number => 1 << classes.indexOf(name);

/**
 * Words by class, in the languages that attacks are mostly written in. Lower case, without accents.
 * Kept by hand; a word belongs here when it carries the class in ordinary use.
 */
const words: Readonly<Partial<Record<WordClass, string>>> = {
  ignore:
    'ignore ignoring disregard disregarding forget override overriding overwrite bypass skip neglect dismiss discard overlook drop erase cancel nullify void abandon supersede ' +
    'ignoriere ignorieren ignorier vergiss vergesst vergessen missachte verwirf ubergehe ' +
    'ignora ignorar ignore ignoren olvida olvidate olvide descarta omite omita ' +
    'ignorez ignorer oublie oubliez oublier neglige negligez ' +
    'esqueca esquece desconsidere desconsidera descarte dimentica dimenticate dimenticare trascura ' +
    'negeer vergeet zignoruj ignoruj zapomnij pomin ignorera glom ' +
    'игнорируй игнорируйте игнорировать забудь забудьте проигнорируй yoksay unut',
  prior:
    'previous previously prior above earlier preceding foregoing former past before initial original existing first earlier-mentioned aforementioned ' +
    'vorherige vorherigen vorangegangenen bisherigen bisherige obigen obige vorigen fruheren ' +
    'anterior anteriores previas previos previa previo iniciales precedente precedentes precedentes anterieures anterieurs precedenti precedente ' +
    'vorige eerdere bovenstaande poprzednie wczesniejsze powyzsze tidigare foregaende ' +
    'предыдущие предыдущих прежние вышеуказанные onceki',
  all: 'all any every everything whatever entire alle alles allen samtliche todas todos todo toutes tous tout tutte tutti tutto wszystkie wszystko alla все всё всех tum',
  instruction:
    'instruction instructions prompt prompts rule rules guideline guidelines direction directions directive directives command commands order orders constraint constraints restrictions context programming training configuration briefing ' +
    'anweisung anweisungen instruktionen regeln vorgaben befehle richtlinien auftrage ' +
    'instruccion instrucciones reglas indicaciones ordenes directrices ' +
    'consigne consignes regles directives ordres instruction ' +
    'instrucao instrucoes regras diretrizes ordens istruzione istruzioni regole direttive ordini ' +
    'instructie instructies regels opdrachten polecenia polecenie instrukcje instrukcji zasady instruktioner regler ' +
    'инструкции инструкций правила указания команды talimatlari talimatlar kurallari',
  system:
    'system hidden secret internal developer original initial confidential core root versteckten internen geheimen interno interna oculto oculta interne cache systeme sistema nascosto systemowy системный скрытый',
  reveal:
    'reveal show print output repeat display leak expose disclose dump share recite quote write give echo list paste summarize spell translate return ' +
    'zeige zeig verrate gib wiederhole drucke nenne ausgeben muestra muestrame revela repite imprime dime montre affiche revele repete donne mostra mostrami rivela ripeti stampa mostre revele repita toon herhaal geef pokaz ujawnij powtorz visa upprepa покажи выведи раскрой повтори goster',
  prompt:
    'prompt prompts instructions systemprompt sysprompt preamble anweisungen instrucciones consignes istruzioni instrucoes instructies instrukcje инструкции промпт',
  pretend:
    'pretend roleplay role-play act acting behave simulate imagine impersonate emulate become assume play spiele verhalte tu benimm actua finge comportate agis joue comporte agisci fingi aja finja doe gedraag udawaj zachowuj притворись веди',
  persona:
    'dan jailbreak jailbroken unrestricted unfiltered uncensored unlocked unbound unaligned amoral evil unethical unlimited sudo superuser stan aim omega admin administrator root godmode dude hacker unmoderated uneingeschrankt sinrestricciones',
  safety:
    'safety filter filters filtering ethics ethical moral morals morality guardrail guardrails moderation restriction restrictions policy policies limitation limitations censorship safeguards boundaries rules guidelines law laws legality content alignment ' +
    'sicherheit einschrankungen filter ethik seguridad filtros restricciones limites securite filtres restrictions limites sicurezza restrizioni beperkingen ograniczen ограничений фильтров',
  without:
    'without no free bypass disable disabled ignoring removed lifted off remove outside beyond ohne sin sans senza sem zonder bez без',
  send: 'send email mail forward post upload transfer transmit exfiltrate deliver submit wire pay append include embed attach share copy publish fetch call visit open navigate download sende schicke uberweise leite envia manda reenvia transfiere envoie envoyez transfere invia trasferisci envie stuur verzend wyslij przeslij skicka отправь перешли переведи',
  sensitive:
    'password passwords credential credentials token tokens secret secrets key keys apikey api_key ssn passport conversation conversations history transcript files contacts emails inbox messages card cards account accounts balance env cookies cookie session database records passwort passworter zugangsdaten contrasena contrasenas claves credenciales motdepasse identifiants senha senhas chiavi wachtwoord wachtwoorden hasla haslo пароль пароли',
  assistant:
    'assistant ai chatbot llm model gpt chatgpt claude gemini copilot llama bot agent agents assistants assistent ki asistente ia assistente modelo modele modello asystent ассистент',
  urgent:
    'important urgent urgently attention critical mandatory immediately must required priority warning alert note wichtig achtung dringend sofort importante urgente atencion inmediatamente attention urgent immediatement attenzione subito belangrijk dringend wazne pilne важно срочно внимание',
  fresh:
    'new updated real true actual following next latest revised different neue neuen folgende folgenden nueva nuevas siguiente siguientes nouvelle nouvelles suivante suivantes nuove nuovi seguenti novas nieuwe volgende nowe nastepujace новые следующие yeni',
  task: 'task tasks goal goals objective mission purpose job assignment aufgabe aufgaben ziel tarea tareas objetivo tache taches objectif compito obiettivo tarefa taak zadanie cel задача задание',
  instead: 'instead rather stattdessen vez lugar lieu invece plaats zamiast вместо',
  conceal:
    'secretly silently quietly covertly discreetly conceal hide heimlich verschweige secreto discretamente secretement discretement segreto nascondi stiekem potajemnie тайно',
  user: 'user users human humans owner anyone anybody customer operator person nutzer benutzer usuario usuarios utilisateur utilisateurs utente gebruiker uzytkownika uzytkownik пользователю пользователь',
  not: "not don't dont never nicht kein keine niemals no nunca ne pas jamais non mai nao niet nie не никогда",
  tell: 'tell mention inform notify say reveal disclose warn alert ask sag sage erwahne informiere digas menciones informes dis mentionne informe dire menziona vertel meld mow wspominaj говори упоминай',
  you: "you your you're youre yourself u du dein deine ihr euch ihre tu tus te usted vous votre vos toi voce seu suas je jouw jij twoje ty твой твои ты вы",
  now: 'now henceforth onwards onward today jetzt nun ahora adelante maintenant desormais ora adesso agora nu voortaan teraz odtad теперь отныне',
  obey: 'obey comply follow execute perform carry do complete fulfil fulfill answer respond adhere befolge fuhre folge sigue obedece cumple ejecuta suis obeis executez esegui segui siga obedeca volg voer wykonaj выполни следуй',
  about:
    'classify classified label malicious benign filter such says typed mean means meaning explain explains example examples called phrase phrases detect detects detecting detection prevent prevents preventing defend defends attack attacks attackers injection injections research paper article articles quoted quote wikipedia history discuss describes described lecture course classifier vulnerability owasp bedeutet erklare beispiel significa ejemplo signifie exemple',
  run: 'run execute eval exec invoke call install curl wget launch start trigger use ausfuhren ejecuta execute lance esegui',
  mode: 'mode modus modo protocol persona character simulation sandbox console terminal',
  ban: "can't cannot refuse decline apologize apologise forbidden prohibited unable disallowed warnings disclaimer disclaimers",
};

/** Set for a word that is of the lexicon once its letters are turned by thirteen, or read backwards. */
export const turnedBit = 1 << 30;

/** Short words are turned into one another too easily. */
const shortestTurned = 5;

const turned = (word: string): string =>
  word.replace(/[a-z]/g, (each) => String.fromCharCode(((each.charCodeAt(0) - 84) % 26) + 97));

const byWord = masks();
const byHash = new HashedWords(hashes(byWord));

/** What a word in lower case may stand for; 0 for one that is not of the lexicon. */
export const maskOf = (word: string): number => byWord.get(word) ?? 0;

/** As `maskOf`, by the hash of the word's letters without their accents. */
export const maskOfHash = (hash: number): number => byHash.get(hash);

function hashes(all: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [word, mask] of all) {
    const hash = hashOf(word);
    found.set(hash, (found.get(hash) ?? 0) | mask);
  }
  return found;
}

function masks(): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  const add = (word: string, bits: number): void => void all.set(word, (all.get(word) ?? 0) | bits);
  for (const [name, listed] of Object.entries(words)) {
    for (const word of listed.split(' ')) if (word !== '') add(word, bitOf(name as WordClass));
  }
  for (const word of [...all.keys()]) {
    if (word.length < shortestTurned || !/^[a-z]+$/.test(word)) continue;
    add(turned(word), turnedBit);
    add([...word].reverse().join(''), turnedBit);
  }
  return all;
}

/** Phrases of languages that are written without spaces, with the rule that each is evidence for. */
export const unspaced: readonly (readonly [string, string])[] = [
  ['忽略之前', 'override'],
  ['忽略以上', 'override'],
  ['忽略上述', 'override'],
  ['忽略所有', 'override'],
  ['无视之前', 'override'],
  ['无视以上', 'override'],
  ['忘记之前', 'override'],
  ['系统提示', 'leak'],
  ['你现在是', 'role'],
  ['以前の指示', 'override'],
  ['これまでの指示', 'override'],
  ['上記の指示', 'override'],
  ['指示を無視', 'override'],
  ['システムプロンプト', 'leak'],
  ['이전 지시', 'override'],
  ['모든 지시', 'override'],
  ['시스템 프롬프트', 'leak'],
];
