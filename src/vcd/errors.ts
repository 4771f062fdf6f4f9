/** What vCD said when it said no; every class below carries it. */
export interface VcdAnswer {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** `minorErrorCode`, empty when there was none. */
  readonly code: string;
  /** vCD's own text without the leading request id. */
  readonly message: string;
  readonly requestId: string | undefined;
  readonly operation: string;
}

/** An answer of vCD that is an error; the subclass says what it means for whoever asked. */
export abstract class VcdError extends Error {
  abstract readonly code: string;
  readonly answer: VcdAnswer;
  constructor(answer: VcdAnswer, options?: ErrorOptions) {
    super(answer.message || `vCD answered ${answer.status} to ${answer.operation}`, options);
    this.answer = answer;
  }
}

/** The entity runs a task; `taskId` names it where vCD says which. */
export class VcdBusy extends VcdError {
  override readonly name = 'VcdBusy';
  readonly code = 'CSE_VCD_BUSY';
  readonly taskId: string | undefined;
  constructor(answer: VcdAnswer, taskId: string | undefined, options?: ErrorOptions) {
    super(answer, options);
    this.taskId = taskId;
  }
}

/** Too many operations or requests just now: a wait, not a fault. */
export class VcdOverloaded extends VcdError {
  override readonly name = 'VcdOverloaded';
  readonly code = 'CSE_VCD_OVERLOADED';
  readonly retryAfterMs: number | undefined;
  constructor(answer: VcdAnswer, retryAfterMs: number | undefined, options?: ErrorOptions) {
    super(answer, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Token wrong or expired (of a caller), or the service account's login was refused. */
export class VcdUnauthorized extends VcdError {
  override readonly name = 'VcdUnauthorized';
  readonly code = 'CSE_VCD_UNAUTHORIZED';
}

/** Forbidden or gone: vCD does not tell the two apart. */
export class VcdForbidden extends VcdError {
  override readonly name = 'VcdForbidden';
  readonly code = 'CSE_VCD_FORBIDDEN';
}

/** The name is taken in its scope. */
export class VcdDuplicateName extends VcdError {
  override readonly name = 'VcdDuplicateName';
  readonly code = 'CSE_VCD_DUPLICATE_NAME';
}

/** Someone changed the same thing at the same time. */
export class VcdConflict extends VcdError {
  override readonly name = 'VcdConflict';
  readonly code = 'CSE_VCD_CONFLICT';
}

/** vCD refuses the request as it is; the same request will be refused again. */
export class VcdRejected extends VcdError {
  override readonly name = 'VcdRejected';
  readonly code = 'CSE_VCD_REJECTED';
}

/** No answer, a 5xx, or an answer that cannot be read: try again. The work may have been done. */
export class VcdUnavailable extends VcdError {
  override readonly name = 'VcdUnavailable';
  readonly code = 'CSE_VCD_UNAVAILABLE';
}
