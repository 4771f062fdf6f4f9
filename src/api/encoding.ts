import { headerOf, type ApiRequest, type ApiResponse } from './request.ts';

/** An answer as bytes, with what has to be said about them. */
export interface EncodedResponse {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/**
 * How a refusal looks. Clients of CSE 1.2.7 take any text in the structured form (its contract, section 2.5); those of
 * 0.3.0 know the flat form only, and print the other one as it stands (section 12.1).
 */
const errorMessages = {
  structured: (text: string) => ({ reason: text, description: text, stacktrace: [] }),
  flat: (text: string) => text,
};
/** How errors are written: as CSE 1.2.7 does, or flat as CSE 0.3.0. */
export type ErrorForm = keyof typeof errorMessages;

/**
 * The answer as it goes over the wire: JSON in ASCII with `", "` and `": "` between its parts, and as content type
 * the request's `Accept`, word for word (contract of CSE 1.2.7, section 2.4).
 */
export function encodeResponse(
  request: Pick<ApiRequest, 'headers'>,
  response: ApiResponse,
  form: ErrorForm = 'structured',
): EncodedResponse {
  const { status, body } = response;
  if (body.kind === 'xml') {
    return { status, contentType: 'application/vnd.vmware.vcloud.error+xml', bytes: Buffer.from(body.text) };
  }
  const contentType = headerOf(request.headers, 'accept') ?? 'application/json';
  const value = body.kind === 'json' ? body.value : { message: errorMessages[form](body.text) };
  return { status, contentType, bytes: Buffer.from(asciiJson(value), 'ascii') };
}

/** JSON text in ASCII, spaced as the original's serializer spaced it. */
export function asciiJson(value: unknown): string {
  // Line breaks inside of strings are escaped, so every real one is layout and what stands beside it is no text.
  const spaced = JSON.stringify(value, null, 1)
    .replaceAll(/([[{])\n */g, '$1')
    .replaceAll(/\n *([\]}])/g, '$1')
    .replaceAll(/\n */g, ' ');
  // `<` too: the content type is the caller's choice, and no answer shall be taken for a page with a script in it.
  return spaced.replaceAll(
    /[<\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
