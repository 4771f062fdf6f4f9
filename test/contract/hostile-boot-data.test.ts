import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { cloudConfig } from '#guest/guestinfo/cloud-config.ts';
import { issueJobKey, jobPublicKey } from '#workload/job-key.ts';
import { nfsBootPlan } from '#workload/boot-plan.ts';
import { sampleCluster, sampleWorker, type CloudConfig } from '../support/boot-plans.ts';
import { anyText } from '../support/hostile-requests.ts';

const jobs = { role: 'nfs', publicKey: jobPublicKey(issueJobKey()) } as const;

/** The public keys are the only text of a tenant that reaches a guest; names are refused before (create-request.test.ts). */
async function userData(sshKey: string): Promise<string> {
  return cloudConfig(await nfsBootPlan({ cluster: sampleCluster, node: { ...sampleWorker, sshKey }, jobs }));
}

/** Some keys, one a line, as a tenant's text may hold them. */
const keys = fc.array(anyText, { minLength: 1, maxLength: 3 }).map((texts) => texts.join('\n'));

function withoutKeys({ hostname, write_files, runcmd, ...rest }: CloudConfig): object {
  const others = Object.keys(rest).filter((key) => key !== 'users' && key !== 'disable_root');
  return { hostname, write_files, runcmd, others };
}

describe('user data with hostile keys', () => {
  it('says the same as without them, but for the keys, in YAML of both versions', async () => {
    const plain = parse(await userData(''));
    const property = fc.asyncProperty(keys, async (text) => {
      const document = await userData(text);
      const lines = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
      for (const version of ['1.1', '1.2'] as const) {
        const read = parse(document, { version }) as CloudConfig;
        assert.deepEqual(withoutKeys(read), withoutKeys(plain));
        const root = { name: 'root', lock_passwd: false, ssh_authorized_keys: lines };
        assert.deepEqual(read.users, lines.length > 0 ? [root] : undefined);
      }
      // What cloud-init looks at before anything is parsed.
      assert.ok(document.startsWith('#cloud-config\n'));
    });
    await fc.assert(property, { numRuns: 500 });
  });

  it('is read the same by the parser that cloud-init uses', async (t) => {
    const texts = fc.sample(keys, { numRuns: 60, seed: 7 });
    const documents = await Promise.all(texts.map(userData));
    const program =
      'import json, sys, yaml; print(json.dumps([yaml.safe_load(d) for d in json.load(sys.stdin)]))';
    const { error, status, stdout, stderr } = spawnSync('python3', ['-c', program], {
      input: JSON.stringify(documents),
      maxBuffer: 1 << 28,
    });
    if (error || /No module named/.test(stderr.toString())) return t.skip('Python with PyYAML is not here');
    assert.equal(status, 0, stderr.toString());
    assert.deepEqual(
      JSON.parse(stdout.toString()),
      documents.map((document) => parse(document)),
    );
  });
});
