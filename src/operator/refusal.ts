/** Why an operator's request is not done; each kind has its HTTP status. */
export const refusalKinds = [
  'invalid',
  'unauthorized',
  'forbidden',
  'notFound',
  'conflict',
  'tooMany',
  'unavailable',
] as const;
/** Why an operator's request was not done; each has a status of HTTP. */
export type RefusalKind = (typeof refusalKinds)[number];

/** An operator asked for something that cannot be; the message says what to do. */
export class OperatorRefusal extends Error {
  override readonly name = 'OperatorRefusal';
  readonly code = 'CSE_OPERATOR_REFUSAL';
  readonly kind: RefusalKind;
  constructor(kind: RefusalKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
