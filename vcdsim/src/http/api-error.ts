/** An answer that says no; the server writes it as XML or JSON with the request id in front. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** `minorErrorCode`. */
  readonly code: string;
  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** The request cannot be understood. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BAD_REQUEST', message);
}

/** Nobody is logged in. */
export function unauthorized(message = 'Authentication failed or the session has ended.'): ApiError {
  return new ApiError(401, 'UNAUTHORIZED', message);
}

/** vCD says the same for "not yours" and "not there". */
export function noAccess(entity: string, id: string): ApiError {
  return forbidden(`No access to entity "com.vmware.vcloud.entity.${entity}:${id}".`);
}

/** The newer wording; CAPVCD looks for three fragments of it. */
export function noAccessToVm(id: string): ApiError {
  return forbidden(
    `Either you need some or all of the following rights [Base] to perform operations [VAPP_VM_VIEW] for ${id} or the target entity is invalid.`,
  );
}

/** The caller's role grants too little; vCD puts the rights and the operation into the text. */
export function lacksRights(rights: readonly string[], id: string): ApiError {
  const operations = rights.map((right) => right.toUpperCase().replaceAll(/[^A-Z]+/g, '_'));
  return forbidden(
    `Either you need some or all of the following rights [${rights.join(', ')}] to perform operations [${operations.join(', ')}] for ${id} or the target entity is invalid.`,
  );
}

/** Whoever is logged in may not do this. */
export function forbidden(message = 'This operation is denied.'): ApiError {
  return new ApiError(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', message);
}

/** Another thing has the name. */
export function duplicateName(name: string): ApiError {
  return new ApiError(400, 'DUPLICATE_NAME', `The VCD entity ${name} already exists.`);
}

/** The thing is not in a state for this. */
export function invalidState(message: string): ApiError {
  return new ApiError(400, 'INVALID_STATE', message);
}
