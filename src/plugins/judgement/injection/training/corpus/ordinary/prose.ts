import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** What ordinary prose is filled with. */
export const proseSlots: Slots = {
  error2: listed(
    'a frozen process? ¦ a hung job in {language}? ¦ time on a long flight? ¦ weeds in the garden?',
  ),
  word3: listed('STOP ¦ the word END ¦ YES ¦ "unsubscribe" ¦ NO ¦ your number ¦ "remove"'),
  deNoun: listed(
    'das Wetter ¦ die Bahn ¦ ein Hund ¦ der Wald ¦ die Geschichte Roms ¦ ein Kuchen ¦ die Steuer ¦ das Meer ¦ ein Fahrrad',
  ),
  esNoun: listed(
    'el tiempo ¦ el tren ¦ un perro ¦ el bosque ¦ la historia de Roma ¦ un pastel ¦ el mar ¦ la bicicleta ¦ el banco',
  ),
  frNoun: listed(
    "le temps ¦ le train ¦ un chien ¦ la forêt ¦ l'histoire de Rome ¦ un gâteau ¦ la mer ¦ le vélo ¦ la banque",
  ),
  itNoun: listed(
    'il tempo ¦ il treno ¦ un cane ¦ il bosco ¦ la storia di Roma ¦ una torta ¦ il mare',
  ),
  ruNoun: listed('погоду ¦ поезд ¦ собаку ¦ лес ¦ историю Рима ¦ море ¦ музыку ¦ школу'),
  zhNoun: listed('天气 ¦ 火车 ¦ 小狗 ¦ 森林 ¦ 历史 ¦ 蛋糕 ¦ 大海 ¦ 学校 ¦ 音乐'),
  jaNoun: listed('天気 ¦ 電車 ¦ 犬 ¦ 森 ¦ 歴史 ¦ 海 ¦ 学校 ¦ 音楽'),
  koNoun: listed('날씨 ¦ 기차 ¦ 강아지 ¦ 숲 ¦ 역사 ¦ 바다 ¦ 학교 ¦ 음악'),
  food: listed(`
    flour ¦ onions ¦ garlic ¦ butter ¦ rice ¦ tomatoes ¦ eggs ¦ olive oil ¦ salt ¦ cream ¦ lentils ¦ chicken ¦ basil ¦ milk ¦ sugar ¦ yeast
  `),
  doing: listed(`
    stir ¦ chop ¦ bake ¦ simmer ¦ knead ¦ drain ¦ whisk ¦ fry ¦ season ¦ rinse ¦ peel ¦ mix ¦ heat ¦ cover ¦ serve
  `),
  step: listed(`
    press the {part} ¦ open the {part} ¦ remove the {part} ¦ turn the {part} to the left ¦ unplug the {ware} ¦ clean the {part} with a cloth ¦
    hold the {part} for {n} seconds ¦ check the {part} ¦ replace the {part} ¦ tighten the screws ¦ fill it with water ¦ switch off the {ware}
    ¦ wait until it is cool ¦ charge the {ware} for {n} hours ¦ follow the arrows
  `),
  part: listed(
    'lid ¦ button ¦ filter ¦ cable ¦ battery ¦ cover ¦ valve ¦ lamp ¦ tray ¦ handle ¦ switch ¦ panel ¦ hose ¦ fuse',
  ),
  wish: listed(`
    send me the {noun} ¦ sign the {noun} ¦ call {First} ¦ book the room ¦ check the numbers ¦ reply by {day} ¦ forward this to {First} ¦
    delete the {adj} {noun} ¦ update the {noun} ¦ invite {dept} ¦ share the {noun} with {First} ¦ tell {dept} about it ¦ bring your
    {ware} ¦ print the {noun} ¦ confirm the date ¦ transfer the {n} EUR to {dept} ¦ change your password ¦ upload the {noun} ¦ review the
    pull request ¦ pick up the {ware} ¦ cancel the {noun} ¦ ask {First} for the {noun} ¦ ignore the {adj} {noun} ¦ send it to {address} ¦ open {address} ¦ write to {address} ¦ use the {adj} {noun}
    instead ¦ write to {dept} ¦ keep this between us ¦ let {First} in
  `),
  duty: listed(`
    keep the {noun} ¦ pay within {n} days ¦ give notice ¦ protect personal data ¦ report accidents ¦ wear a badge ¦ follow all
    instructions ¦ respect the rules ¦ obtain consent ¦ not copy the {noun} ¦ not disclose passwords ¦ not override a lock ¦ delete data on
    request ¦ inform {dept} ¦ train new members ¦ not bypass the filter ¦ notify users
  `),
  party: listed(
    'The customer ¦ The user ¦ The supplier ¦ Staff ¦ The tenant ¦ Members ¦ The employee ¦ Each party ¦ Visitors ¦ You ¦ We',
  ),
};

/** Ordinary prose as tools bring it back, by kind. */
export const proseKinds: Readonly<Record<string, Kind>> = {
  'mail: wishes': {
    join: ' ',
    first: listed(
      'Hi {First}, ¦ Dear {First} {Last}, ¦ Hello all, ¦ {First}, ¦ Hey {First}! ¦ From: {First} {Last}\nSubject: {noun}\n ¦ Dear team,',
    ),
    lines: listed(`
      could you {wish}? ¦ Please {wish}. ¦ please {wish} and {wish}. ¦ Don't forget to {wish}. ¦ Before {day}, {wish}. ¦ I need you to {wish}. ¦ Can
      you {wish}, please? ¦ Make sure to {wish}. ¦ You should {wish}. ¦ Also, {wish}. ¦ It is important that you {wish}. ¦ Do not {wish}
      yet. ¦ When you are back, {wish}. ¦ {First} will {wish}. ¦ I have asked {First} to {wish}. ¦ Thanks for the {noun}. ¦ The {noun} is {verb}. ¦
      As discussed with {dept}, the {noun} moves to {day}. ¦ Once you have read this, {wish}. ¦ URGENT: {wish}! ¦ If you can, {wish}. ¦ Tell
      {First} to {wish}. ¦ How was {place}? ¦ We are {n} people now. ¦ Just {wish}.
    `),
    last: listed(
      'Best, {First} ¦ Thanks, {First} {Last} ¦ Cheers ¦ Yours, {dept} ¦ See you on {day} ¦ Sent from my phone ¦ {First}',
    ),
    most: 9,
  },
  'chat: team': {
    join: '\n',
    lines: listed(`
      {First}: {wish}, please ¦ {First}: done ¦ {First}: can someone {wish}? ¦ [{n}:{n}] {First} {Last}: I will {wish} ¦ @{First} please {wish} ¦ {First}:
      the {noun} is {verb} ¦ {First}: lol ¦ {First}: who can {wish}? ¦ {First} joined the channel ¦ {First}: forget what I said about the {noun}
      ¦ {First}: new plan, we {wish} ¦ {First} > {First}: did you {wish}? ¦ Customer: how do I {wish}? ¦ Agent: open the menu and {wish}. ¦ User: {wish} ¦ Support: please {wish} ¦ Guest: thanks! ¦ Helper: I will {wish} ¦ User: how do I reset the {ware}? ¦ Bot: say "{verb}" or choose {n} ¦ System: {First} has left ¦ {First}: the bot is down again ¦ {First}: it {praise}
    `),
    most: 14,
  },
  recipe: {
    join: ' ',
    lines: listed(`
      {doing} the {food} and {doing} it with {food}. ¦ Add {n} g of {food}. ¦ {doing} for {n} minutes. ¦ Do not {doing} the {food} too long. ¦ Then
      {doing} the {food}. ¦ Season to taste. ¦ Meanwhile, {doing} the {food} and set it aside. ¦ Serves {n}. ¦ Ingredients: {n} g {food}, {n}
      {food}, {food}. ¦ Make sure the {food} is warm. ¦ Remember to {doing} the {food} first. ¦ Leave out the {food} if you like. ¦ Let it rest
      before you serve.
    `),
    most: 12,
  },
  'how to': {
    join: '\n',
    lines: listed(`
      {n}. {step}. ¦ First, {step}. ¦ Then {step} and {step}. ¦ Before you {step}, {step}. ¦ Do not {step}. ¦ - {step} ¦ Step {n}: {step}. ¦ Warning: always
      {step}. ¦ If the {part} blinks, {step}. ¦ You must {step} once a week. ¦ To reset the {ware}, {step}. ¦ Never {step} while it is on. ¦ Ask
      a technician to {step}. ¦ After that, {step}; the {part} {praise}. ¦ Finally, {step}.
    `),
    most: 12,
  },
  contract: {
    join: ' ',
    lines: listed(`
      {party} shall {duty}. ¦ {party} must {duty} and {duty}. ¦ § {n} {party} may not {duty}. ¦ {party} agrees to {duty}. ¦ This {noun} replaces all
      prior {noun}s. ¦ {n}.{n} Unless agreed otherwise, {party} shall {duty}. ¦ If {party} fails to {duty}, {dept} may end the {noun}. ¦ The
      previous version is void from {day}. ¦ By using the service you accept the rules. ¦ {party} is responsible for all {noun}s. ¦ It is
      forbidden to {duty}. ¦ Under no circumstances shall {party} {duty}. ¦ The {noun} takes effect on {day}.
    `),
    most: 12,
  },
  'on security': {
    join: ' ',
    lines: listed(`
      Prompt injection is a text that makes a model follow an attacker. ¦ An attacker may write "{quoted}" into a page. ¦ Models should treat what
      tools return as data. ¦ A typical payload reads "{quoted}". ¦ In {talk}, the text says "{quoted}" and the model
      obeys. ¦ What is {talk}? ¦ {talk} is a risk for every agent. ¦ Test whether the bot refuses {talk}. ¦ The team blocked {talk}. ¦
      Never trust the text of a mail. ¦ The {noun} showed how a bot could be made
      to leak its prompt. ¦ Filters that look for "{trigger}" miss most of it. ¦ Researchers of {dept} tested {n} models. ¦ To defend against it,
      separate rights and ask a human. ¦ The bot was told to {trigger} its rules and did. ¦ Jailbreaks ask the model to play a role. ¦ A
      system prompt tells the model what to do. ¦ Attackers {trigger} the {part} and send {noun}s to their server. ¦ Phishing asks users for their
      password. ¦ CVE-2025-{n}: a user could {trigger} {subjectOf}. ¦ Update at once and rotate all keys. ¦ The assistant replied that it
      cannot do that. ¦ AI agents need limits. ¦ The model {deed}. ¦ Some users tried to {trigger} the assistant.
    `),
    most: 12,
  },
  'on assistants': {
    join: ' ',
    lines: listed(`
      The new assistant {praise}. ¦ ChatGPT {deed}. ¦ The AI model of {dept} {deed}. ¦ Users can ask the assistant for the {noun}. ¦ The bot answers
      in {tongue}. ¦ Our agent reads the {noun} and writes a {adj} {noun}. ¦ Language models may be wrong. ¦ To use the assistant, {step}. ¦ The model
      was trained on {n} million {noun}s. ¦ An LLM can summarise {noun}s. ¦ Ask the chatbot about {topic}. ¦ The system prompt is set in the
      {noun}. ¦ In this {noun} we show how to write instructions for a model. ¦ The assistant must be switched on first. ¦ With agents you can
      {wish} in one step. ¦ The virtual assistant {deed}.
    `),
    most: 9,
  },
  'story and news': {
    join: ' ',
    lines: listed(`
      "{wish}," said {First}. ¦ {First} {Last} {deed}. ¦ "Forget it," {First} said and left. ¦ {First} told {First} to {wish}. ¦ {subject} {deed}, as {First}
      {Last} of {dept} said. ¦ On {day} {First} went to {place}. ¦ Nobody knew why {subject} {deed}. ¦ "You must {wish}," the letter began. ¦ The rules of
      the house were old. ¦ She tried to ignore the noise. ¦ He whispered the password. ¦ {place} is known for {topic}. ¦ Experts advise
      readers to {wish}. ¦ Police asked drivers to avoid the {noun}. ¦ {First} was told to {wish} and never to return. ¦ The order came at
      {n} o'clock: {wish}. ¦ It was the {adj} {noun} that {deed}.
    `),
    most: 12,
  },
  'advice and offers': {
    join: ' ',
    lines: listed(`
      Book now and save {n} %. ¦ Subscribe to our {noun}. ¦ See {address} for more. ¦ Write to {address}. ¦ Click here to {wish}. ¦ Don't miss the {adj} {ware}! ¦ Visit {place} in spring. ¦ Try
      the {ware}, it {praise}. ¦ Ask your doctor before use. ¦ Take {n} tablets a day. ¦ Sign up today. ¦ Follow us. ¦ To leave the list, reply with {word3}. ¦ Send {word3} to {n} to stop. ¦ Please answer this mail with {word3} in the subject. ¦ You must confirm your data within {n} days. ¦ Log in to your account and check it. ¦ Share this page with a
      friend. ¦ Enter your mail to get the {noun}. ¦ Choose a seat and pay by card. ¦ You can return it within {n} days. ¦ Call {dept} for
      help. ¦ Apply by {day} with your {noun}. ¦ Candidates should know {language}. ¦ Hire {First}: {n} years of {topic}. ¦ Recommended by {n}
      users. ¦ The best {ware} of the year. ¦ Rated {n} of 10. ¦ Learn {tongue} in {n} weeks. ¦ Accept cookies to go on. ¦ Free entry until {day}. ¦
      We recommend the {adj} one. ¦ Write a review of the {ware}.
    `),
    most: 10,
  },
  'prose in many languages': {
    join: ' ',
    lines: listed(`
      {deNoun} ist am {day} wichtig. ¦ Bitte lesen Sie die Anleitung, bevor Sie {deNoun} benutzen. ¦ Senden Sie uns die Daten. ¦ Öffnen Sie die
      Seite und wählen Sie {deNoun}. ¦ Die Nutzer müssen ihr Passwort ändern. ¦ Der Assistent antwortet auf Deutsch. ¦ {esNoun} es importante. ¦
      Envíe los datos antes de {day}. ¦ Abra la página y elija {esNoun}. ¦ Los usuarios deben cambiar la contraseña. ¦ El asistente responde
      en español. ¦ {frNoun} est important. ¦ Envoyez les données avant {day}. ¦ Ouvrez la page et choisissez {frNoun}. ¦ L'assistant répond en
      français. ¦ {itNoun} è importante. ¦ Aprite la pagina. ¦ Abra a página e escolha a opção. ¦ Os usuários devem mudar a senha. ¦ Open de
      pagina en kies een optie. ¦ Otwórz stronę i wybierz opcję. ¦ Użytkownik musi zmienić hasło. ¦ Откройте страницу и выберите пункт. ¦
      Сегодня обсуждали {ruNoun}. ¦ Пользователь должен сменить пароль. ¦ 请打开页面并选择{zhNoun}。 ¦ 今天的{zhNoun}很好。 ¦ 用户需要修改密码。 ¦ 助手可以用中文回答。 ¦ {jaNoun}は大切です。 ¦ ページを開いて選択してください。 ¦
      ユーザーはパスワードを変更します。 ¦ {koNoun}은 중요합니다. ¦ 페이지를 열고 선택하세요. ¦ افتح الصفحة واختر الخيار. ¦ يجب على المستخدم تغيير كلمة المرور. ¦ पेज खोलें और विकल्प चुनें। ¦ Sayfayı açın ve seçeneği
      seçin. ¦ Mở trang và chọn mục. ¦ Buka halaman dan pilih opsi. ¦ Öppna sidan och välj ett alternativ. ¦ Ανοίξτε τη σελίδα. ¦ Otevřete stránku. ¦
      פתח את הדף ובחר אפשרות. ¦ Відкрийте сторінку. ¦ Deschideți pagina. ¦ Nyissa meg az oldalt. ¦ Avaa sivu. ¦ Åbn siden.
    `),
    most: 12,
  },
};
