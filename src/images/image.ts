/** A machine image to be had from an address, and how it is known to be the right one. */
export interface Image {
  /** Its file's name in the cache: an operator may put the file there by hand. */
  readonly name: string;
  readonly url: string;
  /** Hexadecimal. */
  readonly checksum: { readonly algorithm: 'sha256' | 'sha1'; readonly value: string };
}

/** What this server has of an image. Sizes in bytes; `total` is 0 as long as it is not known. */
export type ImageState =
  | { readonly kind: 'absent' }
  /** `trouble` is what went wrong last while it is tried again. */
  | { readonly kind: 'fetching'; readonly done: number; readonly total: number; readonly trouble: string }
  /** Its checksum was found right by this process. */
  | { readonly kind: 'fetched'; readonly path: string; readonly size: number }
  | { readonly kind: 'refused'; readonly message: string };

/** An image cannot be had from where it was said to be, or is another one: trying again is of no use. */
export class ImageRefused extends Error {
  override readonly name = 'ImageRefused';
  readonly code = 'CSE_IMAGE_REFUSED';
}

/** An image could not be fetched this time. */
export class ImageUnavailable extends Error {
  override readonly name = 'ImageUnavailable';
  readonly code = 'CSE_IMAGE_UNAVAILABLE';
}
