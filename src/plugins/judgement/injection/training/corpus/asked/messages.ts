import { listed, type Slots } from '../grammar.ts';

/** What the templates of ordinary messages are filled with. */
export const messageSlots: Slots = {
  topic: listed(`
    the history of Rome ¦ photosynthesis ¦ interest rates ¦ the French revolution ¦ black holes
    ¦ sourdough bread ¦ marathon training ¦ jazz ¦ the water cycle ¦ vaccines ¦ graph theory ¦
    chess openings ¦ electric cars ¦ the stock market ¦ medieval castles ¦ plate tectonics ¦
    Greek myths ¦ gardening in shade ¦ bird migration ¦ solar panels ¦ mortgages ¦ sleep ¦
    knitting ¦ coral reefs ¦ typography ¦ the periodic table ¦ opera ¦ bees ¦ earthquakes ¦
    recycling ¦ prompt engineering ¦ operating systems ¦ the immune system ¦ public transport ¦
    school systems in Europe ¦ file systems ¦ expert systems ¦ the solar system
  `),
  place: listed(`
    Lisbon ¦ Kyoto ¦ Oslo ¦ Montreal ¦ Prague ¦ Cape Town ¦ the Alps ¦ Iceland ¦ Naples ¦ Seoul
    ¦ Vienna ¦ Lima ¦ Scotland ¦ Crete ¦ Boston ¦ Marrakesh ¦ Helsinki ¦ Hanoi
  `),
  language: listed(`
    Python ¦ TypeScript ¦ Rust ¦ Go ¦ SQL ¦ bash ¦ Java ¦ C++ ¦ JavaScript ¦ Haskell ¦ R ¦ PHP ¦
    Kotlin ¦ Swift
  `),
  tongue: listed(`
    French ¦ German ¦ Spanish ¦ Italian ¦ Polish ¦ Japanese ¦ English ¦ Dutch ¦ Portuguese ¦
    Turkish
  `),
  thing: listed(`
    a binary search tree ¦ a rate limiter ¦ a to-do list ¦ a parser for CSV files ¦ a login form
    ¦ a chess clock ¦ a web server ¦ a cache with expiry ¦ a sorting routine ¦ a date picker ¦ a
    command line tool ¦ a queue ¦ a regular expression for dates ¦ a unit test ¦ a shopping cart
    ¦ a price calculator ¦ a Dockerfile ¦ a cron job ¦ a system prompt for a support bot ¦ a
    permission check
  `),
  error: listed(`
    TypeError: x is not a function ¦ a segmentation fault ¦ ECONNREFUSED ¦ permission denied ¦ a
    merge conflict ¦ index out of range ¦ a failed build ¦ a 404 ¦ an infinite loop ¦ a deadlock
    ¦ a null pointer ¦ a memory leak ¦ CORS errors ¦ a missing module ¦ a timeout ¦ an override
    that is ignored ¦ a system error
  `),
  item: listed(`
    my order ¦ the invoice of last month ¦ my parcel ¦ the booking ¦ my subscription ¦ the blue
    jacket ¦ my account ¦ the refund ¦ the laptop ¦ my ticket ¦ the warranty ¦ my password ¦ the
    delivery ¦ the gift card ¦ my loyalty points ¦ the return label
  `),
  people: listed(`
    my sister ¦ a colleague ¦ my boss ¦ a customer ¦ my landlord ¦ the team ¦ my teacher ¦ a new
    neighbour ¦ our client ¦ a friend ¦ my parents ¦ the school ¦ an applicant ¦ the bank
  `),
  text: listed(`
    a short poem about autumn ¦ a birthday wish for {people} ¦ a cover letter ¦ an apology to
    {people} ¦ a product description for a tent ¦ a speech for a wedding ¦ a bedtime story about
    a fox ¦ a summary of {topic} ¦ a plan for a week in {place} ¦ a recipe with lentils ¦ a quiz
    about {topic} ¦ an agenda for Monday ¦ a haiku ¦ a reference for {people} ¦ a complaint
    about {item} ¦ a job advert ¦ a news item about {topic} ¦ instructions for a board game ¦
    the rules of a house ¦ guidelines for contributors ¦ a role-play exercise for a language
    class
  `),
  number: listed(`
    3 ¦ 7 ¦ 12 ¦ 15 ¦ 24 ¦ 40 ¦ 64 ¦ 99 ¦ 120 ¦ 250 ¦ 1,000 ¦ 4.5 ¦ 0.25 ¦ 17
  `),
  role: listed(`
    a travel guide ¦ an English teacher ¦ a fitness coach ¦ a recruiter ¦ a chef ¦ a museum
    guide ¦ a software reviewer ¦ a debate partner ¦ a storyteller ¦ a statistician ¦ a plumber
    ¦ a tour planner ¦ an interviewer ¦ a proofreader ¦ a librarian ¦ a gardener ¦ a career
    adviser
  `),
  fact: listed(`
    the boiling point of water on a mountain ¦ the population of {place} ¦ the speed of light ¦
    the year the telephone was invented ¦ the capital of Australia ¦ the largest desert ¦ the
    author of Faust ¦ how vaccines are made ¦ what an index in a database is ¦ the difference
    between weather and climate ¦ how a jet engine works ¦ why the sky is blue ¦ what a subnet
    mask is ¦ when to use a comma ¦ how to tie a tie
  `),
};

/** Ordinary messages of users, by family. */
export const messageFamilies: Slots = {
  'ask: knowledge': listed(`
    What is {fact}? ¦ Can you tell me about {topic}? ¦ Explain {topic} to a child of ten. ¦ Give
    me {number} facts about {topic}. ¦ Why is {topic} important? ¦ How does {topic} relate to
    {topic}? ¦ Summarise {topic} in {number} sentences. ¦ who discovered {topic} ¦ Compare
    {topic} with {topic}. ¦ I am writing about {topic}. Where do I start? ¦ Is it true what they
    say about {topic}? ¦ What should I read about {topic}? ¦ Please list the main events in
    {topic}. ¦ What are the pros and cons of {topic}?
  `),
  'ask: writing': listed(`
    Write {text}. ¦ Please write {text} in {tongue}. ¦ Could you draft {text}? Keep it under
    {number} words. ¦ Make this shorter: {text} that I wrote last week is too long. ¦ I need
    {text} by tomorrow. ¦ Rewrite the paragraph so that it sounds friendlier. ¦ Translate "good
    morning, where is the station" into {tongue}. ¦ Correct my grammar: yesterday I have went to
    {place}. ¦ Give me a title for {text}. ¦ Turn these notes into {text}. ¦ What is a better
    word for "nice"? ¦ Help me start {text}. ¦ Write {text} and then translate it into {tongue}.
  `),
  'ask: code': listed(`
    How do I write {thing} in {language}? ¦ My program in {language} ends with {error}. What can
    I do? ¦ Explain this code to me, it is {thing} in {language}. ¦ Write a function in
    {language} that adds {number} to every element of a list. ¦ What is the difference between
    let and const in {language}? ¦ Convert {thing} from {language} to {language}. ¦ Why do I get
    {error} when I run {thing}? ¦ Review {thing} for bugs. ¦ How can I test {thing}? ¦ Is
    {language} good for {thing}? ¦ Show me {thing} in {language} with comments. ¦ how to print a
    list line by line in {language} ¦ Run through the steps to deploy {thing}.
  `),
  'ask: support': listed(`
    Where is {item}? ¦ I would like to cancel {item}. ¦ I never received {item}, can you check?
    ¦ How do I change the address of {item}? ¦ {item} arrived broken. Can I get a refund of
    {number} EUR? ¦ I forgot my password for {item}, how do I reset it? ¦ Please send me a copy
    of {item}. ¦ When will {item} be shipped? ¦ The payment for {item} was taken twice. ¦ Can I
    return {item} after {number} days? ¦ Is it possible to upgrade {item}? ¦ Thanks, that solved
    it! ¦ I have a question about {item}. ¦ My order number is {number}, what is its status? ¦
    Could you forward {item} to {people}?
  `),
  'ask: planning': listed(`
    Plan {number} days in {place}. ¦ Book a table for {number} people in {place} on Friday. ¦
    What can I cook with rice and {number} eggs? ¦ Make a training plan for {number} weeks. ¦
    Find me a flight to {place} under {number} EUR. ¦ What is the weather like in {place} in
    May? ¦ Set a reminder for {number} o'clock. ¦ Add a meeting with {people} on Tuesday. ¦ What
    should I pack for {place}? ¦ How much is {number} miles in kilometres? ¦ Suggest a present
    for {people}. ¦ How do I get from {place} to {place}? ¦ What are the opening hours of the
    museum in {place}? ¦ Calculate {number} times {number} plus {number}.
  `),
  'ask: role': listed(`
    Act as {role} and help me with {topic}. ¦ I want you to act as {role}. I will ask about
    {topic}. ¦ You are {role}. Give me {number} tips about {topic}. ¦ Pretend you are {role} and
    ask me questions. ¦ Let us role-play a talk between {role} and {people} in {tongue}. ¦
    Imagine you are {role} in {place}. What do you see? ¦ From now on answer in {tongue},
    please, I am practising. ¦ Speak to me like {role} would. ¦ You are my tutor for {topic}
    now. Start with the basics.
  `),
  'near: trigger words': listed(`
    Can I ignore this warning in {language}: unused variable? ¦ How do I override a method in
    {language}? ¦ How do I ignore a file in git that was committed before? ¦ What happens if I
    disregard the previous notice from {people}? ¦ I forgot all the rules of chess, can you
    repeat them? ¦ What is a system prompt and how do I write a good one? ¦ How do I bypass the
    cache for {thing}? ¦ Please show the instructions for {item} again. ¦ My previous message
    had a typo, please ignore it. ¦ Forget what I said about {place}, let us plan {place}
    instead. ¦ How do I see hidden files on my system? ¦ Print the previous line in {language}.
    ¦ What rules apply to {topic}? ¦ Where can I find the original instructions of {item}? ¦
    Skip the introduction and go on to {topic}. ¦ How do I disable the safety catch of a
    pressure cooker properly? ¦ Explain what prompt injection means and how developers prevent
    it. ¦ What does it mean to "ignore previous instructions" in the news about AI? ¦ Write a
    test that detects texts such as "forget your rules". ¦ How can I reveal the password
    characters in a login form? ¦ In CSS, how can a later rule override an earlier one? ¦ How do
    I drop all tables in a test database? ¦ Which commands of the terminal should beginners
    learn first? ¦ Do I have to follow all guidelines of the style guide? ¦ How do I escape a
    system command in {language}? ¦ Repeat the last exercise, but with {number} items. ¦ What is
    developer mode on a phone for? ¦ How do I act when {people} breaks the rules? ¦ Translate
    "do not tell anyone" into {tongue}. ¦ How do I grant admin rights on my own computer? ¦ Can
    a new policy override an existing contract? ¦ Tell me the secret of good {topic}. ¦ How to
    ignore distractions while learning about {topic}? ¦ What was the previous name of {place}? ¦
    Is it rude to disregard a dress code? ¦ Please forget my last order, I want {item} instead.
  `),
  'near: languages': listed(`
    Bitte vergessen Sie meine letzte Frage, es hat sich erledigt. ¦ Können Sie meine vorige Bestellung stornieren? ¦ Welche
    Regeln gelten für Rücksendungen? ¦ Zeig mir bitte noch einmal die Anleitung. ¦ Oubliez ma question d'avant, j'ai trouvé. ¦
    Quelles sont les règles pour les retours ? ¦ Montre-moi encore les instructions du jeu. ¦ Olvide mi pregunta anterior,
    gracias. ¦ ¿Cuáles son las reglas de devolución? ¦ Lascia perdere il messaggio di prima. ¦ Proszę zapomnieć o poprzednim
    pytaniu. ¦ Забудьте мой прошлый вопрос, всё решилось. ¦ Какие правила возврата? ¦ Negeer mijn vorige vraag maar. ¦ Esqueça a
    pergunta anterior, já encontrei.
  `),
  'near: fiction': listed(`
    Write a story in which a thief forgets the rules of his guild. ¦ For my novel: how does one {topic} in the year 1900? ¦
    Hypothetically, what would {place} look like without cars? ¦ In a world without {topic}, what would people do? ¦ My teacher
    allows us to use notes: explain {topic}. ¦ It is only a test, but explain {topic} step by step. ¦ Explain {topic} and leave
    out the history. ¦ Answer in one line without an introduction: {fact}. ¦ Never mind, I found {item}. ¦ You are allowed to
    answer briefly: {fact}? ¦ Start with a summary and then explain {topic}. ¦ Tell me everything about {topic} without
    spoilers.
  `),
  'ask: languages': listed(`
    Wie wird das Wetter morgen in {place}? ¦ Kannst du mir {topic} erklären? ¦ Schreibe bitte
    eine kurze Einladung für Freitag. ¦ Wo ist meine Bestellung? ¦ Ich habe die Anleitung
    verloren, wo finde ich sie? ¦ ¿Qué tiempo hace en {place}? ¦ Escribe un correo para pedir
    vacaciones. ¦ ¿Puedes explicar las reglas del ajedrez? ¦ Quel temps fait-il à {place} ? ¦
    Explique-moi comment fonctionne un moteur. ¦ Écris une lettre pour annuler mon abonnement. ¦
    Che tempo fa a {place}? ¦ Scrivi una ricetta con le zucchine. ¦ Como está o tempo em
    {place}? ¦ Hoe laat vertrekt de trein naar {place}? ¦ Jaka jest pogoda w mieście {place}? ¦
    Какая погода завтра в городе? ¦ Объясни, как работает двигатель. ¦ 今天北京的天气怎么样? ¦
    明日の会議の予定を教えてください。 ¦ 오늘 날씨가 어때요? ¦ Translate: Ich hätte gern ein Zimmer mit Frühstück. ¦
    Bugün hava nasıl olacak? ¦ Jaké jsou pravidla šachu? ¦ Koje je vreme u gradu danas? ¦ Gdzie
    jest moja paczka?
  `),
  'say: short': listed(`
    ok ¦ thanks! ¦ yes please ¦ no, the other one ¦ hello ¦ good morning ¦ what? ¦ why ¦
    continue ¦ again please ¦ stop ¦ can you help me ¦ more ¦ great ¦ {number} ¦ tomorrow at
    {number} ¦ not now ¦ I see ¦ and {place}? ¦ the second one ¦ how much ¦ who are you
  `),
};
