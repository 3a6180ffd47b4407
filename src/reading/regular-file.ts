import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes of the largest file that is read whole. */
const largest = 64 * 1024 * 1024;

/**
 * The bytes of a file that a policy names, in one read. Never waits for a pipe and never reads a device,
 * which may have no end.
 * @throws NodeJS.ErrnoException also for what is no file, or larger than 64 MB
 */
export function readRegular(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) throw refusal('EISDIR', path);
    if (!found.isFile()) throw refusal('ENOTFILE', path);
    if (found.size > largest) throw refusal('EFBIG', path);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * The bytes of what a person names on a command line, which may be a pipe.
 * @throws NodeJS.ErrnoException also for what does not end within 64 MB
 */
export function readNamed(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; ; ) {
      const part = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(file, part);
      if (count === 0) return Buffer.concat(parts);
      size += count;
      if (size > largest) throw refusal('EFBIG', path);
      parts.push(part.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

function refusal(code: 'EISDIR' | 'ENOTFILE' | 'EFBIG', path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: \`${path}\``), { code });
}
