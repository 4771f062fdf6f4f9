import { CallerRejected } from './callers/caller.ts';
import type { ApiResponse } from './request.ts';
import { StoreUnavailable } from '#store/errors.ts';

/**
 * A request that is refused, with the text that its sender reads. Texts of the original go with its status, 500
 * (contract of CSE 1.2.7, section 2.5); refusals that are ours say what they are: 400, 403, 404, 405, 409, 501, 503.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code = 'CSE_API_REFUSED';
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** A refusal with its text; `encodeResponse` says how it looks. */
export function errorResponse(status: number, text: string): ApiResponse {
  return { status, body: { kind: 'refusal', text } };
}

/** The answer to a request that was not finished before its sender stopped waiting. */
export function timeoutResponse(): ApiResponse {
  return errorResponse(
    503,
    'The service could not answer in time. Look what became of it before trying again.',
  );
}

/** In place of messages that are for operators, who find them in the log. */
const tenantTexts: Readonly<Record<string, string>> = {
  CSE_VCD_UNAVAILABLE: 'Cloud Director does not answer the service at the moment. Try again later.',
  CSE_STORE_RECORD_DAMAGED: 'The service cannot read what it keeps of this. Ask your service provider.',
};

/**
 * The answer for whatever an operation threw. Only errors with one of our codes were written to be read by people;
 * of any other one the sender learns the request's id, under which the log tells the rest.
 */
export function failureResponse(error: unknown, requestId: string): ApiResponse {
  if (error instanceof ApiError) return errorResponse(error.status, error.message);
  if (error instanceof CallerRejected) return unauthorizedResponse();
  if (error instanceof StoreUnavailable) {
    return errorResponse(503, 'The service cannot keep requests at the moment. Try again later.');
  }
  if (hasOwnCode(error))
    return errorResponse(503, `${tenantTexts[error.code] ?? error.message} (${error.code})`);
  return errorResponse(
    500,
    `The request failed unexpectedly. The operator finds why under request ${requestId}.`,
  );
}

/**
 * 401 must not carry JSON: the client reads the `message` attribute of an XML root or nothing (contract of CSE 1.2.7,
 * section 11). XML and not an empty body, because a person with `curl` can read it too. The text is what the client says.
 */
function unauthorizedResponse(): ApiResponse {
  const text =
    '<Error xmlns="http://www.vmware.com/vcloud/v1.5" majorErrorCode="401" minorErrorCode="UNAUTHORIZED"' +
    ' message="Session has expired or user not logged in. Please re-login."/>';
  return { status: 401, body: { kind: 'xml', text } };
}

function hasOwnCode(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('CSE_')
  );
}
