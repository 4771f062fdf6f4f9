/** One HTTP request under `/api/cse`, whatever brought it here. */
export interface ApiRequest {
  /** Of the transport's message: the same again when the message is delivered again. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Names keep the case that the client gave them; `headerOf` finds them in any. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The transport says that an earlier attempt at this request may have got through. */
  readonly redelivered: boolean;
}

/** Its path without the query string, which may hold anything. */
export function pathOf({ path }: Pick<ApiRequest, 'path'>): string {
  return path.replace(/\?.*$/s, '');
}

/** What to answer; `encodeResponse` makes bytes of it. */
export interface ApiResponse {
  readonly status: number;
  readonly body:
    | { readonly kind: 'json'; readonly value: unknown }
    | { readonly kind: 'refusal'; readonly text: string }
    | { readonly kind: 'xml'; readonly text: string };
}

/** An answer in JSON, as nearly all are. */
export function jsonResponse(status: number, value: unknown): ApiResponse {
  return { status, body: { kind: 'json', value } };
}

/** The header of that name in any case, or undefined. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}
