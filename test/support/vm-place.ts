import type { GuestSecrets, VmPlace } from '#guest/guest-backend.ts';

/** Where a VM of a test is; a secret that the test did not give must not be asked for. */
export function vmPlace(secrets: Partial<GuestSecrets> = {}): VmPlace {
  const notGiven = async (): Promise<string> => {
    throw new TypeError('this test gives no such secret');
  };
  return {
    vAppId: 'vapp',
    context: { orgId: 'org' },
    secrets: { rootPassword: notGiven, jobKey: notGiven, ...secrets },
  };
}
