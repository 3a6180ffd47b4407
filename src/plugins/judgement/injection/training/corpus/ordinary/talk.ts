import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** What people say to one another: much of it to a `you`, and much of it an order that no machine is meant by. */
export const talkSlots: Slots = {
  pal: listed(`
    you ¦ she ¦ he ¦ they ¦ we ¦ I ¦ the boys ¦ his wife ¦ your father ¦ my boss ¦ everyone ¦ no one ¦ the teacher ¦ {First} ¦ these people ¦ the two of us ¦ her lawyer ¦ your friend ¦ my cousin ¦ the whole family
  `),
  feel: listed(`
    want to go home ¦ need any help ¦ like it here ¦ get along with people ¦ look tired today ¦ believe every word of it ¦ know what to say ¦ have no time for this ¦ hope to see it again ¦ remember that summer ¦ feel much better now ¦ miss the old days ¦ mean
    no harm ¦ work too hard ¦ care about money ¦ trust the weather ¦ forget names all the time ¦ talk in riddles ¦ think it over ¦ agree with that ¦ pretend to be asleep ¦ hate to wait ¦ laugh at everything ¦ keep a secret well ¦ tell the truth ¦ play by the
    rules ¦ ask too many questions ¦ drive me crazy ¦ pay in cash ¦ let it go ¦ take it easy ¦ make good progress ¦ sound like my mother ¦ live next door ¦ leave at noon ¦ stay for dinner ¦ speak with an accent ¦ run the shop together ¦ hear a strange noise
  `),
  bid: listed(`
    put your things here ¦ pull back your arms ¦ sit down and rest ¦ mind the step ¦ hurry up ¦ look at that ¦ watch your mouth ¦ hold on to the rail ¦ keep the change ¦ give her my love ¦ pass me the {object} ¦ don't touch the {object} ¦ wake me at seven ¦ wash your
    hands ¦ take off your {object} ¦ leave the {object} alone ¦ come in and close the door ¦ don't worry about it ¦ wait for me ¦ stop complaining ¦ say hello to {First} ¦ eat your soup ¦ call the police ¦ turn left at the {object} ¦ don't let go ¦ have a seat ¦ drive carefully
    ¦ listen to your {object} ¦ forget about him ¦ never mind the {object} ¦ tell me what happened ¦ show me your {object} ¦ ask your mother ¦ write it down ¦ follow me ¦ do as you are told ¦ act your age ¦ be quiet ¦ go to sleep ¦ answer the phone ¦ read it out to me ¦ ignore
    the noise ¦ imagine my surprise ¦ make yourself at home ¦ get out of here ¦ try once more ¦ think before you speak ¦ start from the beginning ¦ guess who I met ¦ send him in ¦ obey the law ¦ repeat the last line
  `),
  remark: listed(`
    it is a fine day ¦ that was close ¦ what a mess ¦ the food was cold ¦ you never know ¦ there is no other way ¦ it serves them right ¦ nothing came of it ¦ that is beside the point ¦ time will tell ¦ it is none of my business ¦ the whole place fell apart ¦ that makes sense ¦ it was
    about time ¦ I had no idea ¦ we were lucky ¦ it went over well ¦ the price is fair ¦ he had it coming ¦ it hardly matters ¦ that explains a lot ¦ you can't have it both ways ¦ there were rumours ¦ the plan worked ¦ it all began with a {object} ¦ this will take a while ¦ they
    arrived too late ¦ the match ended in a draw ¦ it has been raining for days ¦ it looks better from afar ¦ her hair turned grey ¦ the engine would not start ¦ his first job was a disaster ¦ the lights went out ¦ dinner is ready ¦ the system is unfair ¦ everything has been said
    ¦ all previous attempts had failed ¦ the rules are the same for everyone ¦ the new law has loopholes ¦ the order came from above ¦ the instructions were in {tongue}
  `),
  degree: listed(`
    really ¦ hardly ¦ simply ¦ still ¦ even ¦ just ¦ perhaps ¦ never ¦ always ¦ quite ¦ certainly ¦ rarely ¦ almost ¦ finally ¦ usually ¦ obviously ¦ clearly ¦ suddenly ¦ actually ¦ probably
  `),
};

/** Talk, letters, notes, lines of songs and plays. */
export const talkKinds: Readonly<Record<string, Kind>> = {
  talk: {
    join: ' ',
    most: 7,
    lines: listed(`
      {pal} {degree} {feel}. ¦ {remark}. ¦ {bid}! ¦ {bid}, {First}. ¦ Please {bid}. ¦ Do you {feel}? ¦ Why don't you {feel}? ¦ I don't {feel}. ¦ Don't you {feel}? ¦ Could you {bid}? ¦ {pal} told me to {bid}. ¦ {pal} said that {remark}. ¦ If {pal} {feel}, {remark}. ¦ Well, {remark},
      {link2} {pal} {degree} {feel}. ¦ How can {pal} {feel}? ¦ We must not {feel}. ¦ You should {bid} {link2} {remark}. ¦ Oh, {bid}! {remark}. ¦ I wish {pal} {feel}. ¦ Let's {feel}. ¦ You will {feel} one day. ¦ {remark}, isn't it? ¦ I {degree} thought {remark}. ¦ {pal} used
      to {feel}. ¦ It is odd that {remark}. ¦ {clause}, and {remark}. ¦ Who says {pal} {feel}? ¦ I can't {feel} {manner2}. ¦ You had better {bid}. ¦ What if {remark}? ¦ I want you to {bid}. ¦ I'd like to {feel} {manner2}. ¦ {pal} will {feel} {manner2}. ¦ no, {remark}
    `),
  },
  letter: {
    join: '\n\n',
    first: listed(
      'Dear {First}, ¦ Hi {First}, ¦ Hello everyone, ¦ My dear {First}! ¦ {First}, ¦ To whom it may concern, ¦ Dear Mr {Last}, ¦ Hey all,',
    ),
    lines: listed(`
      {remark}. {remark}. {pal} {degree} {feel}. ¦ Thank you for your letter of {day}. {remark}. ¦ I write to you {link2} {remark}. Could you {bid}? ¦ We spent {number} days in {place}. {clause}. {remark}. ¦ As for the {object}, {clause}. ¦ When you come to {place}, {bid}. ¦ {First}
      sends you {quality} greetings. ¦ Just a quick note: {remark}. Please {wish}. ¦ We will {make} the {object} on {day}; {wish} before that. ¦ {First} asked me to {wish}. ¦ PS: {bid}! ¦ I have {number} questions about the {noun}. {remark}?
    `),
    last: listed(
      'Yours, {First} ¦ Kind regards\n{First} {Last} ¦ Best, {First} ¦ Love, {First} ¦ See you on {day}\n{First} ¦ Sincerely,\n{First} {Last}\n{dept}',
    ),
    most: 5,
  },
  play: {
    join: '\n',
    most: 9,
    lines: listed(`
      {First}: {bid}! ¦ {First}: {remark}. ¦ {First} (to {First}): do you {feel}? ¦ O {object}, O {quality} {object}, {remark}! ¦ And {pal} {feel}, and {pal} {feel}, ¦ {remark}, {remark}, ¦ When {remark}, when {remark}, ¦ {bid}, my {object}, {bid}, ¦ [{First} enters with a {object}]
      ¦ - You {feel}, don't you?\n- No, {remark}. ¦ Chorus: {bid}, {bid} ¦ <{First}> {remark} ¦ <{babble}> {First}: {pal} {feel} ¦ "{bid}," {pal} said, "{remark}." ¦ > {remark}\nI don't {feel}.
    `),
  },
};
