import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CliRun } from '../support/cli-world.ts';
import { startEmptyCloud, type EmptyCloud } from '../support/empty-cloud.ts';
import { noBroker } from '../support/simulated-cloud.ts';

describe('the accounts of vCenters, where templates are made by way of them', { skip: noBroker }, () => {
  let cloud: EmptyCloud;
  before(async () => {
    cloud = await startEmptyCloud({ vCenter: true });
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** Checks with this entry for the vCenter, beside its name and its account. */
  async function checked(entry: Record<string, unknown>): Promise<CliRun> {
    const account = {
      name: 'vc1',
      username: 'administrator@vsphere.local',
      password: 'secret',
      verify: false,
    };
    await cloud.edit((config) => Object.assign(config, { vcs: [{ ...account, ...entry }] }));
    return cloud.cse('check');
  }

  const connected =
    /^Connected to vCenter Server 'vc1' as 'administrator@vsphere\.local' \(127\.0\.0\.1:\d+\)$/m;

  it('are tried: with the certificate, its authority, or nothing believed', async () => {
    const { certificate = '' } = cloud.sim.vCenters[0] ?? {};
    await writeFile(join(cloud.directory, 'vc.pem'), certificate);
    for (const entry of [
      {},
      { verify: true, ca_file: 'vc.pem' },
      { verify: true, thumbprint: new X509Certificate(certificate).fingerprint256 },
    ]) {
      const { stdout, stderr } = await checked(entry);
      assert.match(stdout, connected, stderr);
      assert.match(stdout, /is valid$/m);
    }
  });

  const faults: readonly [what: string, entry: Record<string, unknown>, says: RegExp, remedy: RegExp][] = [
    [
      'a wrong password',
      { password: 'wrong' },
      /^vCenter vc1 refuses the account administrator@vsphere\.local$/m,
      /^ {2}Correct username and password of the entry 'vc1' of `vcs`$/m,
    ],
    [
      'a certificate that nobody knows',
      { verify: true },
      /^the certificate of vCenter vc1 \(127\.0\.0\.1:\d+\) is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/m,
      /^ {2}Give the entry 'vc1' of `vcs` the `ca_file` .* shown now: [0-9A-F:]{95}$/m,
    ],
    [
      'an authority that is not there',
      { ca_file: 'no.pem' },
      /^the authority of vCenter vc1 cannot be read: ENOENT/m,
      /^ {2}Correct `ca_file` in `vcs`$/m,
    ],
  ];
  for (const [what, entry, says, remedy] of faults) {
    it(`are told of ${what}`, async () => {
      const { code, stdout, stderr } = await checked(entry);
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.match(stderr, remedy);
      assert.doesNotMatch(stdout, /is valid$/m);
    });
  }
});
