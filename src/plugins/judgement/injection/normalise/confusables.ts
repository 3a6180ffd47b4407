/**
 * Letters of other scripts, and signs, that are drawn like a Latin letter: `pairs` holds each before the
 * letter it looks like. Own selection of what fonts in common use draw alike.
 */
const pairs = [
  'аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ѡw ьb кk мm нh тt вb гr пn',
  'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS',
  'αa οo ρp νv υu ιi κk τt χx γy ηn ωw εe σo',
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX',
  'օo ոn սu հh ցg զq ԍg ӏl ɑa ɡg ɩi ʏy ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ǫq ʀr ꜰf ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz',
].join(' ');

const lookAlikes = new Map(
  pairs.split(' ').map((pair): [number, number] => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);

/** The code of the Latin letter that a letter is drawn like, if there is one. */
export const latinFor = (letter: number): number | undefined => lookAlikes.get(letter);

/** Digits and signs that are read as letters inside a word. */
const leet = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' }),
);

/** The letter that a digit or sign is written for, if there is one. */
export const letterFor = (sign: string): string | undefined => leet.get(sign);
