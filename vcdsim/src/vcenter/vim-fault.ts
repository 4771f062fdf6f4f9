import type { VimFields, VimReference } from './vim-values.ts';
import { text } from './vim-values.ts';

/** A fault of the vSphere API. */
export class VimFault extends Error {
  override readonly name = 'VimFault';
  /** Name of its type, `InvalidGuestLogin`. */
  readonly type: string;
  readonly fields: VimFields;

  constructor(type: string, message = '', fields: VimFields = {}) {
    super(message);
    this.type = type;
    this.fields = fields;
  }
}

/** Nobody is logged in. */
export function notAuthenticated(object: VimReference): VimFault {
  const fields = { object, privilegeId: text('System.View') };
  return new VimFault('NotAuthenticated', 'The session is not authenticated.', fields);
}

/** The object is not there, or never was. */
export function objectNotFound(object: VimReference): VimFault {
  const words = `The object 'vim.${object.type}:${object.id}' has already been deleted or has not been completely created`;
  return new VimFault('ManagedObjectNotFound', words, { obj: object });
}

/** The method is not simulated. */
export function methodNotFound(receiver: VimReference, method: string): VimFault {
  return new VimFault('MethodNotFound', `The method is not simulated: ${method}`, {
    receiver,
    method: text(method),
  });
}

/** An argument says what cannot be. */
export function invalidArgument(property: string): VimFault {
  const message = `A specified parameter was not correct: ${property}`;
  return new VimFault('InvalidArgument', message, { invalidProperty: text(property) });
}

/** What a request that is no SOAP gets. */
export function invalidRequest(message: string): VimFault {
  return new VimFault('InvalidRequest', message);
}
