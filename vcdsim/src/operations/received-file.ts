import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { ApiError, badRequest } from '../http/api-error.ts';
import type { UploadFile } from '../inventory/entities.ts';

/** A part of a file, or a whole one, on its way. */
export interface Piece {
  /** Read once, as it comes. */
  readonly content: AsyncIterable<Uint8Array>;
  /** As the header says; undefined without one. */
  readonly contentLength: number | undefined;
  /** `bytes 0-99/1000`; without it the body is the whole file. */
  readonly contentRange: string | undefined;
}

/** Takes the pieces of one file in their order. Nothing is kept of them but their number of bytes and their hash. */
export interface ReceivedFile {
  /** Throws 400 for what does not fit the file, 416 for a piece out of turn. A piece that breaks off does not count. */
  receive(piece: Piece): Promise<void>;
}

/** A file of which nothing has come yet. */
export function createReceivedFile(file: UploadFile): ReceivedFile {
  let hash = createHash('sha256');
  let isReceiving = false;

  async function take(piece: Piece, range: Range): Promise<Hash> {
    const next = hash.copy();
    for await (const bytes of piece.content) {
      file.received += bytes.length;
      if (range.end !== undefined && file.received > range.end) throw unfit(piece);
      next.update(bytes);
    }
    if (range.end !== undefined && file.received !== range.end) throw unfit(piece);
    return next;
  }

  return {
    async receive(piece) {
      const range = readRange(piece);
      const { start, total } = range;
      if (file.size !== undefined && total !== undefined && total !== file.size) {
        throw badRequest(`The file "${file.name}" has ${file.size} bytes, not ${total}.`);
      }
      if (start !== file.received || isReceiving) throw outOfTurn(file);
      isReceiving = true;
      try {
        hash = await take(piece, range);
      } catch (error) {
        file.received = start;
        throw error;
      } finally {
        isReceiving = false;
      }
      file.size ??= total ?? file.received;
      if (file.received === file.size) file.sha256 = hash.copy().digest('hex');
    },
  };
}

interface Range {
  readonly start: number;
  /** The first byte that does not belong to the piece; undefined for a body that says no length. */
  readonly end: number | undefined;
  readonly total: number | undefined;
}

function readRange({ contentRange, contentLength }: Piece): Range {
  if (contentRange === undefined) return { start: 0, end: contentLength, total: contentLength };
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange.trim());
  if (!found) throw badRequest(`The header Content-Range is not valid: ${contentRange}`);
  const [start = 0, last = 0, total = 0] = found.slice(1).map(Number);
  return { start, end: last + 1, total };
}

function unfit({ contentRange, contentLength }: Piece): ApiError {
  return badRequest(`The body does not have the bytes ${contentRange ?? `that it says (${contentLength})`}.`);
}

function outOfTurn(file: UploadFile): ApiError {
  return new ApiError(
    416,
    'REQUESTED_RANGE_NOT_SATISFIABLE',
    `Of the file "${file.name}" the bytes from ${file.received} on are next.`,
  );
}
