/** DER, the encoding of certificates (ITU-T X.690): what is needed of it to write them and to read what is copied. */

/** Tags of X.680, the bit for "constructed" included. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** An element with what is in it. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const inside = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(inside), inside]);
}

/** A SEQUENCE of what is encoded already (X.690). */
export function sequence(...content: readonly Uint8Array[]): Buffer {
  return der(tags.sequence, ...content);
}

/** The tag of the `n`-th field that is named by its place, as X.509 has them. */
export function contextTag(n: number, form: 'constructed' | 'primitive'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | n;
}

/** `2.5.29.14` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(tags.objectIdentifier, Buffer.from([40 * first + second, ...rest.flatMap(septetsOf)]));
}

/** Of whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return der(tags.bitString, Buffer.from([0]), bytes);
}

/** Of named bits, the first of which is bit 0; without the zeros after the last one that is set. */
export function namedBits(...set: readonly number[]): Buffer {
  const last = Math.max(...set);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return der(tags.bitString, Buffer.from([7 - (last & 7)]), bytes);
}

/** To the second. As RFC 5280 wants it: years from 2050 on are written in full. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return at.getUTCFullYear() < 2050
    ? der(tags.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : der(tags.generalizedTime, Buffer.from(`${digits}Z`));
}

/** An element that was read. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content as they were. */
  readonly whole: Buffer;
}

/** The elements that lie one after the other in the bytes. Throws `TypeError` where one is not whole. */
export function readElements(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, first = 0] = bytes.subarray(at);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const begin = at + 2 + lengthBytes;
    if (lengthBytes > 4 || first === 0x80 || begin > bytes.length) throw new TypeError('not DER');
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const end = begin + length;
    if (end > bytes.length) throw new TypeError('not DER: it ends before its end');
    elements.push({ tag, content: bytes.subarray(begin, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return elements;
}

/** What lies in the one element of the bytes, which has to have that tag. Throws `TypeError`. */
export function readInside(bytes: Buffer, tag: number): readonly DerElement[] {
  const [only, ...more] = readElements(bytes);
  if (only?.tag !== tag || more.length > 0) throw new TypeError(`not DER of tag ${tag}`);
  return readElements(only.content);
}

function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | significant.length]), significant]);
}

/** Seven bits a byte, the highest first; all but the last have the eighth set. */
function septetsOf(arc: number): readonly number[] {
  const septets = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) septets.unshift((rest & 0x7f) | 0x80);
  return septets;
}
