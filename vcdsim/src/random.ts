import { createHash, randomInt } from 'node:crypto';

/** Ids, tokens and chances; the same seed gives the same sequence. */
export class Random {
  #state: number;

  constructor(seed: number = randomInt(2 ** 32)) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  fraction(): number {
    // mulberry32: small, and good enough for ids that only have to differ.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += Math.floor(this.fraction() * 16).toString(16);
    return text;
  }

  uuid(): string {
    return asUuid(this.hex(32), '4');
  }
}

/** The same names give the same UUID in every run: hrefs of modelled things survive a restart. */
export function uuidOf(...names: readonly string[]): string {
  return asUuid(createHash('sha256').update(names.join('\0')).digest('hex'), '5');
}

function asUuid(hex: string, version: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    version + hex.slice(13, 16),
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
