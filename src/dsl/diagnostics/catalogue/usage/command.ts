import { entry } from '../../catalogue.ts';

/** Codes VAK0xxx: how the command was used. */
export const usage = {
  wrongUsage: entry<{ readonly what: string }>({
    code: 'VAK0001',
    severity: 'error',
    title: 'the command was not understood',
    message: ({ what }) => what,
    help: () => '`vak --help` lists every command with its form',
    page: {
      bad: 'vak chek refunds.vak',
      why: 'vak runs nothing it has to guess. A command, an option or an argument that it does not know ends with status 2 and an empty standard output, so that a script never mistakes it for an answer.',
      good: 'vak check refunds.vak',
    },
  }),
  notBuilt: entry<{ readonly command: string }>({
    code: 'VAK0002',
    severity: 'error',
    title: 'this command does not exist in this version',
    message: ({ command }) => `\`vak ${command}\` does not exist in this version`,
    help: () => '`vak --help` lists the commands of this version',
    page: {
      bad: 'vak COMMAND',
      why: 'The name belongs to a command of another version of vak. This one does nothing for it and ends with status 2.',
      good: 'vak --help',
    },
  }),
  unreadable: entry<{ readonly file: string; readonly reason: string }>({
    code: 'VAK0003',
    severity: 'error',
    title: 'a file could not be read',
    message: ({ file, reason }) => `\`${file}\` could not be read: ${reason}`,
    page: {
      bad: 'vak check no-such-file.vak',
      why: 'The file does not exist, is a folder, or this user may not read it. Nothing was checked.',
      good: 'vak check refunds.vak',
    },
  }),
};
