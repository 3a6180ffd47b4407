import { describe, expect, test } from 'vitest';
import {
  parseCheckpoint,
  signCheckpoint,
} from '../../../../src/runtime/evidence/head/checkpoint.ts';
import {
  NotAKeyError,
  newSigningKey,
  readSigningKey,
  readVerifier,
} from '../../../../src/runtime/evidence/head/key.ts';
import { checkNote, parseNote, signNote } from '../../../../src/runtime/evidence/head/note.ts';
import { emptyRoot } from '../../../../src/runtime/evidence/tree/hash.ts';

const key = newSigningKey('example.com/vak');
const signer = key.as('example.com/vak/log');

describe('a key', () => {
  test('reads back from its text, secret and public', () => {
    expect(readSigningKey(`${key.secret}\n`).as(signer.name).text).toBe(signer.text);
    const { name, id, text } = readVerifier(`${signer.text}\n`);
    expect({ name, id, text }).toEqual({ name: signer.name, id: signer.id, text: signer.text });
  });

  test('reads the example of the Go checksum database, whose id is published', () => {
    const go = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    expect(readVerifier(go).id).toBe('033de0ae');
  });

  test('has another id under another name, so that no signature serves two logs', () => {
    expect(key.as('a').id).not.toBe(key.as('b').id);
  });

  test('is not made of text that is none, and the error does not quote it', () => {
    const [name, id, typed] = signer.text.split('+');
    const wrong = [
      '',
      'nonsense',
      `${name}+00000000+${typed}`,
      `${name}+${id}+AAAA`,
      `other+${id}+${typed}`,
      signer.text.slice(0, -4),
    ];
    for (const text of wrong) expect(() => readVerifier(text)).toThrow(NotAKeyError);
    const secret = key.secret.slice(0, -6);
    expect(() => readSigningKey(secret)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret.slice(-20)) }),
    );
  });
});

describe('a note', () => {
  const note = signNote('one\n\ntwo\n', signer);

  test('is the text, an empty line, and a line for the signature', () => {
    expect(note.startsWith('one\n\ntwo\n\n— example.com/vak/log ')).toBe(true);
    expect(note.endsWith('\n')).toBe(true);
  });

  test('is good for the key that signed it, and absent for any other', () => {
    const parsed = parseNote(note);
    expect(parsed?.text).toBe('one\n\ntwo\n');
    expect(parsed && checkNote(parsed, signer)).toBe('good');
    expect(parsed && checkNote(parsed, newSigningKey('x').as(signer.name))).toBe('absent');
    expect(parsed && checkNote(parsed, key.as('example.com/other'))).toBe('absent');
  });

  test('keeps its own signature beside those of others', () => {
    const witness = newSigningKey('witness.example').as('witness.example');
    const line = signNote('one\n\ntwo\n', witness).split('\n').at(-2);
    const parsed = parseNote(`${note}${line}\n`);
    expect(parsed && checkNote(parsed, signer)).toBe('good');
    expect(parsed && checkNote(parsed, witness)).toBe('good');
  });

  test('is bad when a known key signed something else', () => {
    const parsed = parseNote(note.replace('one', 'none'));
    expect(parsed && checkNote(parsed, signer)).toBe('bad');
  });

  test('has one form only', () => {
    const wrong = [
      '',
      'text\n',
      note.slice(0, -1),
      note.replace('— ', '- '),
      note.replace('one', 'o\tne'),
      note.replace('one', 'o\rne'),
      note.replace(/(=*)\n$/, '!$1\n'),
      note.replace('example.com/vak/log ', 'example.com/vak/log  '),
    ];
    for (const text of wrong) expect(parseNote(text)).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  const text = signCheckpoint({ size: 12, root: emptyRoot }, signer);

  test('says origin, size and root, signed under the name of the origin', () => {
    expect(text.split('\n').slice(0, 4)).toEqual([
      'example.com/vak/log',
      '12',
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      '',
    ]);
    const head = parseCheckpoint(text);
    expect(head).toMatchObject({ origin: signer.name, size: 12, root: emptyRoot });
    expect(head && checkNote(head.note, signer)).toBe('good');
  });

  test('is not read from a note of another form', () => {
    for (const body of [
      'origin\n012\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
      'origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
      'origin\n1e3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
      'origin\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
      'origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n',
      'origin\n1\n47DE\n',
      'origin\n1\n',
      '\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    ]) {
      expect(parseCheckpoint(signNote(body, signer))).toBeUndefined();
    }
  });
});
