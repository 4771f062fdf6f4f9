const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const whole = new RegExp(`^${uuid.source}$`, 'i');

/** The last UUID of an href or URN (`…/vApp/vapp-UUID/`, `urn:vcloud:vdc:UUID`); undefined when there is none. */
export function uuidOf(reference: string): string | undefined {
  return reference.match(uuid)?.at(-1)?.toLowerCase();
}

/** The id itself, for use in a path; throws a `TypeError` when it is not a bare UUID, so that no path can be bent. */
export function pathId(id: string): string {
  if (!whole.test(id)) throw new TypeError(`not a bare UUID: ${JSON.stringify(id)}`);
  return id;
}
