import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startEmptyCloud, type ConfigDocument, type EmptyCloud } from '../support/empty-cloud.ts';
import { fault } from '../support/faults.ts';
import type { ImageAnswer } from '../support/image-server.ts';
import { noBroker } from '../support/simulated-cloud.ts';

interface Trouble {
  readonly what: string;
  readonly answer?: (nth: number) => ImageAnswer;
  readonly begin?: (cloud: EmptyCloud) => Promise<void>;
  readonly says: RegExp;
  readonly mend?: (cloud: EmptyCloud) => Promise<void>;
}

const install = ['install', '--ext', 'config'] as const;

/** Each is told in one line that says what to do, and the next run goes through. */
describe('an image that cannot be brought', { skip: noBroker, concurrency: 3 }, () => {
  const source = ({ directory }: EmptyCloud) => join(directory, 'source.ova');
  const kept = ({ directory }: EmptyCloud) => join(directory, 'cse_cache', 'noble.ova.part');
  const copy = (cloud: EmptyCloud) => join(cloud.directory, 'copy.ova');

  const troubles: readonly Trouble[] = [
    {
      what: 'is not where it was said to be',
      answer: (nth) => (nth === 1 ? { status: 404 } : {}),
      says: /http:\/\/\S+ answered 404 Not Found: correct the address of the image \(source_ova\)$/m,
    },
    {
      what: 'ends too early at its server',
      async begin(cloud) {
        await writeFile(copy(cloud), await readFile(source(cloud)));
        await truncate(source(cloud), 1_000_000);
      },
      says: /what http:\/\/\S+ sends does not have the sha256 [0-9a-f]+: correct the checksum of the image, or its address/,
      mend: async (cloud) => writeFile(source(cloud), await readFile(copy(cloud))),
    },
    {
      what: 'is cut off again and again',
      answer: (nth) => (nth <= 7 ? { cutAfter: nth === 1 ? 1_000_000 : 0 } : {}),
      says: /image 'noble\.ova' cannot be fetched: 127\.0\.0\.1:\d+/,
    },
    {
      what: 'has another checksum',
      begin: (cloud) => cloud.edit((config) => void (templateOf(config)['sha256_ova'] = 'a'.repeat(64))),
      says: /does not have the sha256 a{64}: correct the checksum of the image, or its address \(source_ova\)$/m,
      mend: async (cloud) => {
        const sum = createHash('sha256').update(await readFile(source(cloud)));
        const right = sum.digest('hex');
        await cloud.edit((config) => void (templateOf(config)['sha256_ova'] = right));
      },
    },
    {
      what: 'has no room in the cache',
      async begin(cloud) {
        await mkdir(join(cloud.directory, 'cse_cache'));
        await symlink('/dev/full', kept(cloud));
      },
      says: /no space is left for \S+noble\.ova\.part: make room, or set store\.cache_dir elsewhere$/m,
      mend: (cloud) => rm(kept(cloud)),
    },
    {
      what: 'has no room in Cloud Director',
      begin: async ({ sim }) => {
        const message = 'No space left on device';
        sim.setFaults([fault({ operation: 'PUT /transfer/**', effect: 'answer', status: 400, message })]);
      },
      says: /No space left on device/,
      mend: async ({ sim }) => sim.setFaults([]),
    },
  ];
  for (const { what, answer, begin, says, mend } of troubles) {
    const skip = what.includes('cache') && !existsSync('/dev/full') && 'there is no /dev/full';
    it(what, { skip }, async () => {
      await using cloud = await startEmptyCloud();
      await cloud.offerSmallTemplate({}, answer ? { answer } : {});
      await begin?.(cloud);
      const { code, stdout, stderr } = await cloud.cse(...install);
      assert.equal(code, 1, stdout);
      assert.match(stdout, /^Template 'noble' could not be made: /m);
      assert.match(stdout, says);
      assert.match(
        stderr,
        /^CSE Installation Error: template 'noble' could not be made\n {2}mend what is said above/m,
      );
      assert.doesNotMatch(stdout + stderr, /\n {4}at /, 'no stack trace');
      await mend?.(cloud);
      const again = await cloud.cse(...install);
      assert.equal(again.code, 0, again.stdout + again.stderr);
      assert.match(again.stdout, /^Created template 'noble-k8s'/m);
    });
  }

  it('is known by the SHA-1 of a configuration of CSE 0.3.0, with a warning', async () => {
    await using cloud = await startEmptyCloud();
    await cloud.offerSmallTemplate();
    const sha1 = createHash('sha1')
      .update(await readFile(source(cloud)))
      .digest('hex');
    await cloud.edit((config) => {
      const template = templateOf(config);
      delete template['sha256_ova'];
      template['sha1_ova'] = sha1;
    });
    const warning = /^template 'noble' has sha1_ova, as in CSE 0\.3\.0; write sha256_ova, which is safer$/m;
    for (const words of [['check'], install]) {
      const { code, stdout, stderr } = await cloud.cse(...words);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stderr, warning, words[0]);
    }
  });
});

function templateOf({ broker = {} }: ConfigDocument): Record<string, unknown> {
  // As `offerSmallTemplate` writes it.
  const [template = {}] = broker['templates'] as Record<string, unknown>[];
  return template;
}
