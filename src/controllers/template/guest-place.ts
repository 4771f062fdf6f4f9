import { randomBytes } from 'node:crypto';
import { GuestJobsUnavailable, GuestPasswordUnknown } from '#guest/errors.ts';
import type { VmPlace } from '#guest/guest-backend.ts';
import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { SecretStore } from '#store/record-store.ts';
import type { TemplateDependencies } from './dependencies.ts';

const passwordName = 'rootPassword';

/** What a guest backend needs to know of the temporary machine beside its VM. */
export function placeOf(
  secrets: Pick<SecretStore, 'get'>,
  template: Template,
  { vAppId, orgId }: { readonly vAppId: string; readonly orgId: string },
): VmPlace {
  const { name, uid } = template.metadata;
  return {
    vAppId,
    context: { orgId },
    secrets: {
      async rootPassword() {
        const password = await secrets.get(keyOf(template), uid, passwordName);
        if (password === undefined) throw new GuestPasswordUnknown(name);
        return password;
      },
      async jobKey() {
        throw new GuestJobsUnavailable(name);
      },
    },
  };
}

/**
 * The password of root that the temporary machine is to be made with: the operator's, or one of its own where its backend
 * needs one, or none. It is kept before the machine is asked for, so that none has one that nobody knows.
 */
export async function issueRootPassword(
  { guests, secrets, sharedPasswords }: TemplateDependencies,
  template: Template,
): Promise<string | undefined> {
  const shared = sharedPasswords.get(template.metadata.name);
  if (shared === undefined && !guests[template.spec.guestBackend].needsRootPassword) return undefined;
  const { uid } = template.metadata;
  const kept = await secrets.get(keyOf(template), uid, passwordName);
  // The ending is for images that want every kind of character in a password.
  const password = shared ?? kept ?? `${randomBytes(15).toString('base64url')}-aA1`;
  if (password !== kept) await secrets.put(keyOf(template), uid, passwordName, password);
  return password;
}
