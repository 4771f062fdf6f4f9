import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startEmptyCloud, type EmptyCloud } from '../support/empty-cloud.ts';
import { assertWireClean, noBroker } from '../support/simulated-cloud.ts';

const rights = ['{cse}:CSE NATIVE DEPLOY RIGHT', '{cse}:PKS DEPLOY RIGHT'];

describe('an installation', { skip: noBroker }, () => {
  let cloud: EmptyCloud;
  before(async () => {
    cloud = await startEmptyCloud();
    await cloud.offerSmallTemplate();
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** What vCD holds of the service. */
  const held = () => {
    const { services, catalogs, rights } = cloud.sim.inventory;
    return {
      services: [...services.values()].map(({ exchange, routingKey }) => `${exchange} ${routingKey}`),
      catalogs: [...catalogs.values()].map(({ name, shared }) => `${name} ${shared}`),
      rights: [...rights.values()].map(({ name }) => name).filter((name) => name.startsWith('{cse}')),
    };
  };

  it('is not there at first, which is worth knowing to check and wrong to check -i', async () => {
    const plain = await cloud.cse('check');
    assert.equal(plain.code, 0, plain.stderr);
    assert.match(plain.stdout, /^CSE is not registered to vCD yet, so no request can be sent/m);
    assert.match(plain.stdout, /^Config file '.*' is valid$/m);
    const { code, stdout } = await cloud.cse('check', '-i');
    assert.equal(code, 1);
    for (const line of [
      `AMQP exchange '${cloud.exchange}' does not exist`,
      'CSE is not registered to vCD',
      "Catalog 'cse' not found",
      'CSE installation is invalid',
    ]) {
      assert.ok(stdout.split('\n').includes(line), line);
    }
  });

  it('is told by a dry run, which changes nothing', async () => {
    const { code, stdout } = await cloud.cse('install', '--dry-run');
    assert.equal(code, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('Would ')),
      [
        `Would make the AMQP exchange '${cloud.exchange}' (direct, durable)`,
        `Would ask (--ext), then register cse as an API extension in vCD (routing key '${cloud.exchange}', exchange '${cloud.exchange}') with its rights`,
        "Would make catalog 'cse' in organization 'provider'",
        "Would share catalog 'cse' with all organizations",
        stdout.split('\n').find((line) => line.startsWith("Would make template 'noble' from http://127")),
      ],
    );
    assert.deepEqual(held(), { services: [], catalogs: [], rights: [] });
  });

  it('asks on a terminal only: elsewhere it names the option, before it has changed anything', async () => {
    const { code, stdout, stderr } = await cloud.cse('install');
    assert.equal(code, 2);
    assert.match(stderr, /no terminal to ask on: "Register CSE to vCD\?"; say --ext config or --ext skip$/m);
    assert.doesNotMatch(stdout, /is ready/);
    assert.deepEqual(held(), { services: [], catalogs: [], rights: [] });
  });

  it('without a key leaves no vApp standing that nobody could log in to [check 82]', async () => {
    const { code, stdout, stderr } = await cloud.cse('install', '-n');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^Error: Must provide ssh-key file \(using --ssh-key OR -k\)/);
    const unreadable = await cloud.cse('install', '-n', '-k', join(cloud.directory, 'no-key.pub'));
    assert.equal(unreadable.code, 2);
    assert.match(unreadable.stderr, /Path ".*no-key\.pub" is not readable/);
    const isPrivate = await cloud.cse('install', '-n', '-k', cloud.configPath);
    assert.equal(isPrivate.code, 2);
    assert.match(isPrivate.stderr, /".*config\.yaml" holds no public keys; their files usually end in \.pub/);
  });

  it('refuses a template that the configuration does not have', async () => {
    const { code, stderr } = await cloud.cse('install', '-t', 'other');
    assert.equal(code, 2);
    assert.match(stderr, /Template 'other' is not in the config file; there are: noble$/m);
  });

  it('leaves the extension and its rights where --ext skip says so, and makes the rest [check 81]', async () => {
    const { stdout } = await cloud.cse('install', '--ext', 'skip', '-t', 'noble');
    assert.match(stdout, /^CSE is not registered to vCD\. Skipping API extension registration$/m);
    assert.match(stdout, /^Created catalog 'cse'$/m);
    assert.deepEqual(held(), { services: [], catalogs: ['cse true'], rights: [] });
  });

  it('asks before it registers, and takes everything but a yes for a no', async () => {
    const asked: string[] = [];
    const answering = (answer: string) => ({
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    });
    await cloud.cseIn(answering(''), 'install');
    assert.deepEqual(held().services, []);
    await cloud.cseIn(answering('y'), 'install');
    assert.deepEqual(asked, Array(2).fill('Register CSE to vCD? [y/N]: '));
    const registered = `${cloud.exchange} ${cloud.exchange}`;
    assert.deepEqual(held(), { services: [registered], catalogs: ['cse true'], rights });
  });

  it('changes nothing when everything is as it should be [check 80]', async () => {
    const before = await changes(cloud);
    const { stdout } = await cloud.cse('install', '--ext', 'config');
    for (const line of [
      `AMQP exchange '${cloud.exchange}' is ready`,
      'CSE is registered to vCD and has same settings as config file',
      'Right: CSE NATIVE DEPLOY RIGHT already exists in vCD',
      'Right: PKS DEPLOY RIGHT already exists in vCD',
      "Found catalog 'cse'",
    ]) {
      assert.ok(stdout.split('\n').includes(line), line);
    }
    assert.deepEqual(await changes(cloud), before);
  });

  it('puts other settings of the extension right, and filters that are missing, when told to', async () => {
    const [service] = cloud.sim.inventory.services.values();
    assert.ok(service);
    const changed = { ...service, routingKey: 'other', apiFilters: service.apiFilters.slice(0, 2) };
    cloud.sim.inventory.services.set(service.id, changed);
    const { stdout: seen } = await cloud.cse('check', '-i');
    assert.match(
      seen,
      /^CSE is registered as an extension, but the extension settings on vCD are not the same/m,
    );
    assert.match(seen, /^vCD-CSE routing key: other$/m);
    assert.match(seen, new RegExp(`^CSE config routing key: ${cloud.exchange}$`, 'm'));
    const skipped = await cloud.cse('install', '--ext', 'skip');
    assert.match(skipped.stdout, /^Skipping CSE registration to vCD\. CSE on vCD has different settings/m);
    assert.deepEqual(held().services, [`${cloud.exchange} other`]);
    const updated = await cloud.cse('install', '--ext', 'config');
    assert.match(updated.stdout, /^Updated cse API Extension in vCD$/m);
    assert.deepEqual(held().services, [`${cloud.exchange} ${cloud.exchange}`]);
    assert.deepEqual(
      cloud.sim.inventory.services.get(service.id)?.apiFilters.map(({ urlPattern }) => urlPattern),
      ['/api/cse', '/api/cse/.*', '/api/cse/.*/.*'],
    );
  });

  it('writes what it did into a log for its owner, without a password', async () => {
    const folder = join(cloud.directory, 'cse-logs');
    const names = await readdir(folder);
    assert.ok(names.length > 0);
    assert.match(names.join(' '), /^cse-install_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.log/);
    for (const name of names) {
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
      const text = await readFile(join(folder, name), 'utf8');
      assert.match(text, /"narration":"Registered cse as an API extension in vCD"/);
      assert.match(text, /"operation":"registerExtension".*"code":"201"/);
      assert.doesNotMatch(text, /"secret"|Basic |x-vcloud-authorization/i);
    }
  });

  it('goes when it is told to, after a list, and a second time finds nothing', async () => {
    const dry = await cloud.cse('uninstall', '--dry-run');
    assert.equal(dry.code, 0);
    assert.match(
      dry.stdout,
      /^This goes:\n {2}template 'noble-k8s'.*\n {2}catalog 'cse' of organization 'provider'\n {2}API extension cse/m,
    );
    assert.equal(held().services.length, 1);
    const unasked = await cloud.cse('uninstall');
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /say --yes to uninstall without a question/);
    const declined = await cloud.cseIn({ ask: async () => 'no' }, 'uninstall');
    assert.equal(declined.code, 1);
    assert.match(declined.stderr, /^Error: Aborted$/m);
    assert.equal(held().services.length, 1);
    const gone = await cloud.cseIn({ ask: async () => 'yes' }, 'uninstall');
    assert.equal(gone.code, 0, gone.stderr);
    assert.deepEqual(held(), { services: [], catalogs: [], rights: [] });
    const again = await cloud.cse('uninstall', '--yes');
    assert.deepEqual([again.code, again.stdout.includes('Nothing of CSE is installed')], [0, true]);
  });

  it('speaks as the schemas have it', (t) => assertWireClean(t, cloud.wire));
});

/** How often vCD was asked to change something. */
async function changes({ sim }: EmptyCloud): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${sim.url}/sim/stats`);
  const { requests } = (await answer.json()) as { requests: Record<string, number> }; // vcdsim's own answer
  return Object.fromEntries(
    Object.entries(requests).filter(([call]) => /^(PUT|POST|DELETE) (?!\/api\/sessions?$)/.test(call)),
  );
}
