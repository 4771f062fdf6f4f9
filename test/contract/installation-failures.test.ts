import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { connect } from 'amqplib';
import { after, before, describe, it } from 'node:test';
import { startVcdsim } from 'vcdsim';
import type { CliRun } from '../support/cli-world.ts';
import { startEmptyCloud, type ConfigDocument, type EmptyCloud } from '../support/empty-cloud.ts';
import { amqpUrl, noBroker } from '../support/simulated-cloud.ts';

/** Each fault is told in one red line with its remedy, and leaves nothing that the next run trips over. */
describe('what stands in the way of an installation', { skip: noBroker }, () => {
  let cloud: EmptyCloud;
  before(async () => {
    cloud = await startEmptyCloud();
    await cloud.edit(({ broker = {} }) => (broker['templates'] = [firstTemplate(broker)]));
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** Runs a command with a changed configuration, which is as before afterwards. */
  async function withFault(change: (config: ConfigDocument) => void, ...words: string[]): Promise<CliRun> {
    let original: ConfigDocument = {};
    await cloud.edit((config) => {
      original = structuredClone(config);
      change(config);
    });
    try {
      return await cloud.cse(...words);
    } finally {
      await cloud.edit((config) => Object.assign(config, original));
    }
  }

  const faults: readonly {
    readonly what: string;
    readonly change: (config: ConfigDocument) => void | Promise<void>;
    readonly says: RegExp;
    readonly remedy: RegExp;
  }[] = [
    {
      what: 'a wrong password of the service account',
      change: ({ vcd = {} }) => void (vcd['password'] = 'wrong'),
      says: /^vCD at http.* does not let 'cse-service' in: /m,
      remedy: /^ {2}check vcd\.username and vcd\.password/m,
    },
    {
      what: 'an account that is a tenant’s',
      change: ({ vcd = {} }) => void (vcd['username'] = 'alice'),
      says: /does not let 'alice' in/,
      remedy: /an account of the organization System/,
    },
    {
      what: 'a broker that is away',
      change: ({ amqp = {} }) => void (amqp['port'] = 1),
      says: /^Amqp connection failed: 127\.0\.0\.1:1: connect ECONNREFUSED/m,
      remedy: /^ {2}check amqp\.host and amqp\.port/m,
    },
    {
      what: 'a wrong password at the broker',
      change: ({ amqp = {} }) => void (amqp['password'] = 'wrong'),
      says: /^Amqp connection failed: .*ACCESS_REFUSED/m,
      remedy: /^ {2}check amqp\.username and amqp\.password/m,
    },
    {
      what: 'a virtual host that is not there',
      change: ({ amqp = {} }) => void (amqp['vhost'] = 'nowhere'),
      says: /^Amqp connection failed: .*does not open the virtual host/m,
      remedy: /^ {2}check amqp\.vhost: 'nowhere' must exist/m,
    },
    {
      what: 'a port of the broker that speaks no TLS',
      change: ({ amqp = {} }) => void (amqp['ssl'] = true),
      says: /^Amqp connection failed: /m,
      remedy: /^ {2}check amqp\.port: it must speak TLS, or change amqp\.ssl/m,
    },
    {
      what: 'an API version that vCD does not offer',
      change: ({ vcd = {} }) => void (vcd['api_version'] = '5.5'),
      says: /does not offer the configured API version 5\.5; it offers /,
      remedy: /^ {2}set vcd\.api_version to one that vCD offers/m,
    },
    {
      what: 'plain http to another machine',
      change({ vcd = {} }) {
        Object.assign(vcd, { host: 'http://vcd.example', port: 80, verify: true });
      },
      says: /^plain http to vcd\.example would show the password; use https/m,
      remedy: /^ {2}correct vcd\.host/m,
    },
    {
      what: 'a vCenter that the configuration leaves out [check 77]',
      change: (config) => void Object.assign(config, { vcs: [] }),
      says: /^vCenter 'vc1' registered in vCD but not found in config file/m,
      remedy: /^ {2}list it in the section vcs/m,
    },
    {
      what: 'a vCenter that vCD does not know',
      change({ vcs = {} }) {
        Object.assign(Object(vcs)[0], { name: 'vc9' });
      },
      says: /^vCenter 'vc9' not found/m,
      remedy: /^ {2}vCD knows 'vc1'/m,
    },
  ];
  for (const { what, change, says, remedy } of faults) {
    it(`is ${what}`, async () => {
      for (const words of [['check'], ['install', '--ext', 'config'], ['uninstall', '--yes'], ['run']]) {
        const { code, stdout, stderr } = await withFault((config) => void change(config), ...words);
        assert.equal(code, 1, words.join(' '));
        assert.match(stderr.replace(/^CSE (Inst|Uninst)allation Error: /m, ''), says);
        assert.match(stderr, remedy);
        assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
        assert.doesNotMatch(stdout, /is valid$/m);
      }
      assert.equal(cloud.sim.inventory.services.size, 0);
    });
  }

  const places: readonly [key: string, value: string, says: RegExp, remedy: RegExp][] = [
    [
      'org',
      'nobody',
      /Organization 'nobody' not found/,
      /vcd org create.* or name another one in broker\.org/,
    ],
    ['vdc', 'none', /VDC 'none' not found in organization 'provider'/, /name another one in broker\.vdc/],
    ['network', 'none', /Network 'none' not found in VDC 'provider-vdc'/, /there are: 'provider-net'/],
    ['storage_profile', 'gold', /Storage profile 'gold' not found in VDC/, /there are: '\*'/],
  ];
  for (const [key, value, says, remedy] of places) {
    it(`is a broker.${key} that is not there, before anything is changed`, async () => {
      const fault = ({ broker = {} }: ConfigDocument) => void (broker[key] = value);
      const checked = await withFault(fault, 'check', '-i');
      assert.equal(checked.code, 1);
      assert.match(checked.stdout, says);
      const { code, stderr } = await withFault(fault, 'install', '--ext', 'config');
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.match(stderr, remedy);
      assert.match(stderr, /^Check CSE install logs: .*cse-install_.*\.log$/m);
      assert.deepEqual([cloud.sim.inventory.services.size, cloud.sim.inventory.catalogs.size], [0, 0]);
    });
  }

  it('is an exchange of another type', async () => {
    const name = `${cloud.exchange}-topic`;
    const connection = await connect(amqpUrl ?? '');
    const channel = await connection.createChannel();
    await channel.assertExchange(name, 'topic');
    const fault = ({ amqp = {} }: ConfigDocument) => void (amqp['exchange'] = name);
    const { code, stderr } = await withFault(fault, 'install', '--ext', 'config');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^CSE Installation Error: Cannot create AMQP exchange '.*-topic': PRECONDITION_FAILED - .*'topic'/m,
    );
    assert.match(stderr, /^ {2}the service needs a direct, durable exchange of its own/m);
    assert.equal(cloud.sim.inventory.services.size, 0);
    await channel.deleteExchange(name);
    await connection.close();
  });

  it('is a role that somebody still has', async () => {
    const role = 'CSE Service Account';
    const { code, stderr } = await cloud.cse('uninstall', '--yes', '--role', role);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^CSE Uninstallation Error: Role '.*' cannot be removed: .*in use by user "cse-service"/m,
    );
    assert.match(stderr, /^ {2}remove the accounts that have it .* without --role it stays/m);
  });

  it('is a vCD that is away', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo; // it listens on a port
    listener.close();
    await once(listener, 'close');
    const away = ({ vcd = {} }: ConfigDocument) => {
      Object.assign(vcd, { host: `http://127.0.0.1:${port}`, port });
    };
    const { code, stderr } = await withFault(away, 'check');
    assert.equal(code, 1);
    assert.match(stderr, /^vCD at http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/m);
    assert.match(stderr, /^ {2}check vcd\.host and vcd\.port/m);
  });

  it('is a certificate of vCD that nobody knows', async () => {
    await using sim = await startVcdsim({ tls: true });
    const { port } = new URL(sim.url);
    const unknown = ({ vcd = {} }: ConfigDocument) =>
      void Object.assign(vcd, { host: '127.0.0.1', port: Number(port), verify: true });
    const { code, stderr } = await withFault(unknown, 'check');
    assert.equal(code, 1);
    assert.match(stderr, /^vCD at https:.* shows a certificate that is not known here: /m);
    assert.match(stderr, /^ {2}let NODE_EXTRA_CA_CERTS name a file .* or set vcd\.verify to false/m);
  });

  it('is a folder of the database that nobody has made', async () => {
    const fault = (config: ConfigDocument) =>
      void (config['store'] = { path: 'none/cse.db', secret_key_file: 'none/cse.key' });
    const { code, stderr } = await withFault(fault, 'install', '--ext', 'config');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^CSE Installation Error: the secret key file .* cannot be created \(ENOENT\); make the folder .*none$/m,
    );
    assert.equal((await cloud.cse('uninstall', '--yes')).code, 0);
  });

  it('is nothing of all this afterwards: a later run goes through', async () => {
    const { code, stderr } = await cloud.cse('check');
    assert.equal(code, 0, stderr);
  });
});

function firstTemplate(broker: Record<string, unknown>): unknown {
  return Object(broker['templates'])[0];
}
