import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Where the bytes of a part come from: only more of the very same thing may be put behind them. */
const Origin = z.object({
  url: z.string(),
  /** `ETag` or `Last-Modified` as the server gave it; absent where it gave neither that can be relied upon. */
  validator: z.string().optional(),
  total: z.int(),
});
export type Origin = z.output<typeof Origin>;

/** What is there of an image that is being fetched; survives the process. */
export class PartialFile {
  readonly path: string;
  readonly #origin: string;
  readonly #whole: string;

  constructor(whole: string) {
    this.path = `${whole}.part`;
    this.#origin = `${whole}.part.json`;
    this.#whole = whole;
  }

  /** Bytes that are there. */
  async size(): Promise<number> {
    return (await sizeOf(this.path)) ?? 0;
  }

  /** Undefined where nothing is known of the bytes that are there. */
  async origin(): Promise<Origin | undefined> {
    try {
      return Origin.safeParse(JSON.parse(await readFile(this.#origin, 'utf8'))).data;
    } catch {
      return undefined;
    }
  }

  /** Begins anew: what was there is gone, and what comes is from there. */
  async restart(origin: Origin): Promise<void> {
    await writeFile(this.path, '');
    await writeFile(this.#origin, JSON.stringify(origin));
  }

  async discard(): Promise<void> {
    await Promise.all([rm(this.path, { force: true }), rm(this.#origin, { force: true })]);
  }

  /** The bytes are all there and right: from now on it is the image. */
  async conclude(): Promise<void> {
    await rename(this.path, this.#whole);
    await rm(this.#origin, { force: true });
  }
}

/** Undefined when there is no such file. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.size;
}
