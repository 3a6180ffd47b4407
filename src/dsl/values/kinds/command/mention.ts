import type { ProgramValue } from '../../value.ts';
import { shells } from './shells.ts';
import type { Word } from './words.ts';
import { isRead } from './wrappers.ts';

/** Programs that run nothing that their arguments name, whatever those say. */
const inert: ReadonlySet<string> = new Set(
  `: [ apk apropos apt apt-cache apt-get aptitude base64 basename bc brew bunzip2 bzip2 cal cargo cat cd chgrp
  chmod chown cksum cmp column comm cp curl cut date declare df diff dig dir dirname dnf dpkg du echo egrep
  exit export expr false fgrep file fmt fold free gem go grep groups gunzip gzip head help hexdump host
  hostname id info install join jq kill killall less ln local ls lsblk make man md5sum mkdir more mount mv
  nl nslookup od pacman paste pgrep ping pip pip3 pkill popd printf ps pushd pwd read readlink readonly
  realpath return rm rmdir rpm seq service set sha1sum sha256sum sha512sum shift shred sleep snap stat
  strings systemctl tac tail tee test touch tr true type typeset ulimit umask umount uname uniq unlink unset
  unxz unzip vdir wait wc wget whatis whereis which whoami xxd xz yes yq yum zcat zgrep zip zstd . source`.split(
    /\s+/,
  ),
);

/** Whether a program may run what its arguments name in ways that are not read here. */
const isForeign = (name: string): boolean => !inert.has(name) && !isRead(name);

/** Whether such a program is given a shell, so that it may run anything. */
export const givesShell = (name: string, args: readonly Word[]): boolean =>
  isForeign(name) && args.some(({ text }) => shells.has(base(text)) || text === 'eval');

/** Whether such a program is given another's name, alone or in a line of code, so that it may run that. */
export function mentions({ name, argv }: ProgramValue, wanted: string): boolean {
  return isForeign(name) && argv.some((arg, index) => index > 0 && isNamedIn(arg, wanted));
}

const isNamedIn = (arg: string, wanted: string): boolean =>
  [arg, arg.replace(/['"\\]/g, '')].some((text) => wordsOf(text).includes(wanted));

const wordsOf = (text: string): readonly string[] =>
  text.split(/[\s=:;|&!,<>(){}`$'"\\]+/).map(base);

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
