import { hash } from 'node:crypto';
import { parseXml } from '#xml/parse-xml.ts';
import type { XmlElement } from '#xml/xml-element.ts';

/**
 * Reads answers that come again and again: a list every minute, a template at every look. One that is word for word the
 * last one from its path is not parsed again, and what was read of it is the same object as then. Keeps what the
 * `most` paths said that were read last.
 */
export class Rereading<T> {
  readonly #read: (root: XmlElement) => T;
  readonly #most: number;
  readonly #last = new Map<string, { readonly digest: string; readonly said: T }>();

  constructor({ read, most }: { readonly read: (root: XmlElement) => T; readonly most: number }) {
    this.#read = read;
    this.#most = most;
  }

  /** Throws `XmlUnreadable`, and what the reader throws; such an answer is not kept. */
  read(path: string, text: string): T {
    const digest = hash('sha256', text);
    const last = this.#last.get(path);
    const said = last?.digest === digest ? last.said : this.#read(parseXml(text));
    this.#last.delete(path);
    this.#last.set(path, { digest, said });
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= this.#most) break;
      this.#last.delete(oldest);
    }
    return said;
  }
}
