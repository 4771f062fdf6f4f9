/** A refusal by the API server; becomes a `Status` object with this HTTP code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** What the API server calls the object in its messages: `nodes`, `daemonsets.apps`. */
export function qualifiedResource(type: { readonly group: string; readonly resource: string }): string {
  return type.group === '' ? type.resource : `${type.resource}.${type.group}`;
}

/** 404 for one object. */
export function notFound(
  type: { readonly group: string; readonly resource: string },
  name: string,
): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedResource(type)} "${name}" not found`);
}

/** The `Status` object of a refusal. */
export function failureStatus(error: ApiError): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    code: error.code,
  };
}
