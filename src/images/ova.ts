import { open, type FileHandle } from 'node:fs/promises';

const blockSize = 512;
const longestDescriptor = 16 * 1024 * 1024;
const longestName = 64 * 1024;

/** A file inside an OVA. */
export interface OvaFile {
  readonly name: string;
  /** Where it lies in the OVA, in bytes. */
  readonly offset: number;
  readonly size: number;
}

/** What is in an OVA: its descriptor as text, and where every file of it lies. */
export interface OvaIndex {
  readonly descriptor: string;
  readonly files: readonly OvaFile[];
}

/** A file is no OVA that vCD could be given. */
export class OvaUnreadable extends Error {
  override readonly name = 'OvaUnreadable';
  readonly code = 'CSE_OVA_UNREADABLE';
}

/**
 * Reads the headers of the tar that an OVA is (DMTF DSP0243, section 5.3; POSIX ustar, and the long names of GNU and pax)
 * and the descriptor in it; of the disks nothing is read. Throws `OvaUnreadable`.
 */
export async function readOvaIndex(path: string): Promise<OvaIndex> {
  await using handle = await open(path, 'r');
  const files = await readHeaders(handle);
  const descriptor = files.find(({ name }) => name.toLowerCase().endsWith('.ovf'));
  if (!descriptor) throw new OvaUnreadable(`${path} is no OVA: there is no .ovf file in it`);
  if (descriptor.size > longestDescriptor) {
    throw new OvaUnreadable(`the descriptor ${descriptor.name} in ${path} has ${descriptor.size} bytes`);
  }
  return { descriptor: (await read(handle, descriptor.offset, descriptor.size)).toString('utf8'), files };
}

/** Reads a piece of a file in an OVA into `into` and returns the part of it that was filled. */
export async function readOvaPiece(
  path: string,
  file: OvaFile,
  start: number,
  into: Uint8Array,
): Promise<Uint8Array> {
  const wanted = Math.min(into.length, file.size - start);
  await using handle = await open(path, 'r');
  for (let filled = 0; filled < wanted;) {
    const { bytesRead } = await handle.read(into, filled, wanted - filled, file.offset + start + filled);
    if (bytesRead === 0) throw new OvaUnreadable(`${path} ends in the middle of ${file.name}`);
    filled += bytesRead;
  }
  return into.subarray(0, wanted);
}

async function readHeaders(handle: FileHandle): Promise<readonly OvaFile[]> {
  const { size: end } = await handle.stat();
  const files: OvaFile[] = [];
  let longName: string | undefined;
  let longSize: number | undefined;
  for (let at = 0; at + blockSize <= end;) {
    const header = await read(handle, at, blockSize);
    if (header.every((byte) => byte === 0)) break;
    requireChecksum(header, at);
    const size = longSize ?? numberIn(header, 124, 12);
    const offset = at + blockSize;
    const type = String.fromCharCode(header[156] ?? 0);
    if (offset + size > end) throw new OvaUnreadable('the OVA is cut off');
    switch (type) {
      case 'L':
        longName = textIn(await readName(handle, offset, size), 0, size);
        break;
      case 'x': {
        const records = paxRecords((await readName(handle, offset, size)).toString('utf8'));
        longName = records.get('path') ?? longName;
        longSize = records.has('size') ? Number(records.get('size')) : undefined;
        at = offset + padded(size);
        continue;
      }
      case '0':
      case '\0':
        files.push({ name: longName ?? nameIn(header), offset, size });
        longName = undefined;
        break;
      default:
        longName = undefined;
    }
    longSize = undefined;
    at = offset + padded(size);
  }
  return files;
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw new OvaUnreadable('the OVA is cut off');
  return buffer;
}

async function readName(handle: FileHandle, offset: number, size: number): Promise<Buffer> {
  if (size > longestName) throw new OvaUnreadable('a name in the OVA is too long');
  return read(handle, offset, size);
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

/** The sum of all bytes of the header, its own eight taken for blanks. */
function requireChecksum(header: Buffer, at: number): void {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  if (sum !== numberIn(header, 148, 8))
    throw new OvaUnreadable(`it is no OVA: there is no tar header at ${at}`);
}

/** Octal text; larger numbers are binary, which the first bit tells. */
function numberIn(header: Buffer, start: number, length: number): number {
  const first = header[start] ?? 0;
  if (first < 0x80) return Number.parseInt(textIn(header, start, length).trim() || '0', 8);
  let value = first & 0x7f;
  for (const byte of header.subarray(start + 1, start + length)) value = value * 256 + byte;
  return value;
}

function nameIn(header: Buffer): string {
  const prefix = textIn(header, 257, 5) === 'ustar' ? textIn(header, 345, 155) : '';
  const name = textIn(header, 0, 100);
  return prefix ? `${prefix}/${name}` : name;
}

function textIn(buffer: Buffer, start: number, length: number): string {
  const text = buffer.subarray(start, start + length);
  const zero = text.indexOf(0);
  return text.subarray(0, zero < 0 ? undefined : zero).toString('utf8');
}

/** `LENGTH KEYWORD=VALUE`, each on a line of its own. */
function paxRecords(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^\d+ ([^=]+)=(.*)$/.exec(line));
  return new Map(lines.flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? '']] : [])));
}
