import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#telemetry/logger.ts';
import { checksumOf, isRight } from './checksum.ts';
import { download } from './download.ts';
import { ImageRefused, ImageUnavailable, type Image, type ImageState } from './image.ts';
import { PartialFile, sizeOf } from './partial-file.ts';

/** Attempts without a new byte before an image is given up; the waits between them double. */
const fruitlessAttempts = 6;

/** Where images are kept, and how patiently they are fetched. */
export interface ImageCacheOptions {
  /** Made when it is not there. */
  readonly directory: string;
  readonly log: Logger;
  readonly firstRetryMs?: number;
}

interface Fetching {
  readonly image: Image;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  state: ImageState;
}

/**
 * Images on this server's disk. Fetching goes on by itself; what it is at is looked at. A process that dies loses
 * nothing: the next one goes on with what is on the disk.
 */
export class ImageCache implements AsyncDisposable {
  readonly #options: ImageCacheOptions;
  readonly #fetching = new Map<string, Fetching>();

  constructor(options: ImageCacheOptions) {
    this.#options = options;
  }

  /** What has become of an image since `fetch`; `absent` before that. */
  look(image: Image): ImageState {
    const found = this.#fetching.get(this.#pathOf(image));
    if (!found) return { kind: 'absent' };
    if (isSame(found.image, image)) return found.state;
    const message = `another image is called '${image.name}' as well: give one of them another source_ova_name`;
    return { kind: 'refused', message };
  }

  /** Begins to fetch an image, or to look whether the one on the disk is right. Does nothing when that is under way. */
  fetch(image: Image): void {
    const path = this.#pathOf(image);
    if (this.#fetching.has(path)) return;
    const stop = new AbortController();
    const fetching: Fetching = {
      image,
      stop,
      state: { kind: 'fetching', done: 0, total: 0, trouble: '' },
      ended: Promise.resolve().then(() => this.#run(fetching, path)),
    };
    this.#fetching.set(path, fetching);
  }

  /** Forgets what became of an image, so that it can be fetched anew; its file stays. */
  async forget(image: Image): Promise<void> {
    const path = this.#pathOf(image);
    const found = this.#fetching.get(path);
    if (!found || !isSame(found.image, image)) return;
    found.stop.abort();
    await found.ended;
    this.#fetching.delete(path);
  }

  /** Forgets an image and removes its file. */
  async remove(image: Image): Promise<void> {
    await this.forget(image);
    const path = this.#pathOf(image);
    await new PartialFile(path).discard();
    await rm(path, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#fetching.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Nothing that a name says leads out of the directory. */
  #pathOf({ name }: Image): string {
    return join(this.#options.directory, basename(name).replace(/^\.+/, '') || 'image');
  }

  async #run(fetching: Fetching, path: string): Promise<void> {
    const { image, stop } = fetching;
    const { log } = this.#options;
    try {
      await mkdir(this.#options.directory, { recursive: true });
      await this.#obtain(fetching, path);
      fetching.state = { kind: 'fetched', path, size: (await sizeOf(path)) ?? 0 };
      log.info({ image: image.name }, 'Image is there');
    } catch (error) {
      if (stop.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ image: image.name, reason: message }, 'Image cannot be had');
      fetching.state = { kind: 'refused', message };
    }
  }

  async #obtain(fetching: Fetching, path: string): Promise<void> {
    const { image, stop } = fetching;
    if (image.checksum.value === '') {
      throw new ImageRefused(
        `image '${image.name}' has no checksum: copy its publisher's into sha256_ova of the configuration`,
      );
    }
    if (await this.#isThere(fetching, path)) return;
    const part = new PartialFile(path);
    // A part that was begun by another process may be of something else, though the server did not say so.
    const resumed = (await part.size()) > 0;
    await this.#download(fetching, part);
    if (isRight(image, await checksumOf(part.path, image.checksum.algorithm, stop.signal))) {
      return part.conclude();
    }
    await part.discard();
    if (resumed) {
      await this.#download(fetching, part);
      if (isRight(image, await checksumOf(part.path, image.checksum.algorithm, stop.signal))) {
        return part.conclude();
      }
      await part.discard();
    }
    throw new ImageRefused(
      `what ${image.url} sends does not have the ${image.checksum.algorithm} ${image.checksum.value}: ` +
        `correct the checksum of the image, or its address (source_ova)`,
    );
  }

  /** A file of the name that is another one is removed: the checksum of the configuration decides. */
  async #isThere({ image, stop }: Fetching, path: string): Promise<boolean> {
    if ((await sizeOf(path)) === undefined) return false;
    if (isRight(image, await checksumOf(path, image.checksum.algorithm, stop.signal))) return true;
    this.#options.log.warn(
      { path },
      'The image in the cache is not the one that is configured; it is replaced',
    );
    await rm(path);
    return false;
  }

  /** Tries until all is there; gives up when attempt after attempt brings nothing. */
  async #download(fetching: Fetching, part: PartialFile): Promise<void> {
    const { image, stop } = fetching;
    const { firstRetryMs = 1_000, log } = this.#options;
    for (let fruitless = 0; ;) {
      const before = await part.size();
      try {
        await download(
          {
            url: image.url,
            part,
            onProgress: (progress) => {
              fetching.state = { kind: 'fetching', ...progress, trouble: '' };
            },
          },
          stop.signal,
        );
        return;
      } catch (error) {
        if (!(error instanceof ImageUnavailable)) throw error;
        fruitless = (await part.size()) > before ? 1 : fruitless + 1;
        if (fruitless >= fruitlessAttempts) {
          throw new ImageRefused(`image '${image.name}' cannot be fetched: ${error.message}`, {
            cause: error,
          });
        }
        fetching.state = { ...asFetching(fetching.state), trouble: error.message };
        log.info({ image: image.name, reason: error.message }, 'Fetching is tried again');
        await delay(firstRetryMs * 2 ** (fruitless - 1), undefined, { signal: stop.signal });
      }
    }
  }
}

function asFetching(state: ImageState): Extract<ImageState, { kind: 'fetching' }> {
  return state.kind === 'fetching' ? state : { kind: 'fetching', done: 0, total: 0, trouble: '' };
}

function isSame(one: Image, other: Image): boolean {
  return (
    one.url === other.url &&
    one.checksum.algorithm === other.checksum.algorithm &&
    one.checksum.value === other.checksum.value
  );
}
