import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { defaultModel } from 'vcdsim';
import { startEmptyCloud, type ConfigDocument, type EmptyCloud } from '../support/empty-cloud.ts';
import { noBroker } from '../support/simulated-cloud.ts';

const template = 'ubuntu-24.04-k8s-1.36';

/** Templates that were made before: this is about looking at them. */
describe('an installation that is looked at', { skip: noBroker }, () => {
  let cloud: EmptyCloud;
  before(async () => {
    cloud = await startEmptyCloud({
      model: (model) => ({
        ...model,
        orgs: (model.orgs ?? []).map((org) => ({
          ...org,
          catalogs: defaultModel.orgs?.find(({ name }) => name === org.name)?.catalogs ?? [],
        })),
      }),
    });
    await offer([template]);
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** The configuration offers these catalog items. */
  const offer = (items: readonly string[]) =>
    cloud.edit(({ broker = {} }: ConfigDocument) => {
      const [entry] = Object(broker['templates']);
      broker['templates'] = items.map((item, index) => ({
        ...entry,
        name: index === 0 ? entry.name : item,
        catalog_item: item,
      }));
    });

  it('does not let the server start while the extension is not registered, unless told not to look [check 85]', async () => {
    const started: string[] = [];
    const signals = new EventEmitter();
    const startServer = async () => {
      started.push('server');
      return { drained: Promise.resolve(), alive: async () => true, async [Symbol.asyncDispose]() {} };
    };
    const refused = await cloud.cseIn({ startServer, signals }, 'run');
    assert.deepEqual([refused.code, started], [1, []]);
    assert.match(refused.stdout, /^CSE is not registered to vCD$/m);
    assert.match(refused.stdout, /^CSE installation is invalid$/m);
    assert.match(refused.stderr, /^The server does not start: /m);
    const skipped = await cloud.cseIn({ startServer, signals }, 'run', '-s');
    assert.deepEqual([skipped.code, started], [0, ['server']]);
    assert.match(skipped.stdout, /^waiting for requests \(ctrl\+c to close\)$/m);
  });

  it('is valid once it is made, each part in a line of its own, and the server starts [checks 84, 85]', async () => {
    const installed = await cloud.cse('install', '--ext', 'config');
    assert.equal(installed.code, 0, installed.stderr);
    // The round trip of a request wants a server; the installation does not.
    const { stdout } = await cloud.cse('check', '-i');
    const contract = [
      'Validating CSE installation according to config file',
      `AMQP exchange '${cloud.exchange}' exists`,
      'CSE on vCD is currently enabled',
      "Found catalog 'cse'",
      `Found template '${template}' in catalog 'cse'`,
      'CSE installation is valid',
    ];
    // Ours looks at more than the original did.
    assert.deepEqual(
      stdout.split('\n').filter((line) => contract.includes(line)),
      contract,
    );
    assert.doesNotMatch(stdout, /not found|does not exist|not registered|invalid/);
    let started = false;
    const startServer = async () => {
      started = true;
      return { drained: Promise.resolve(), alive: async () => true, async [Symbol.asyncDispose]() {} };
    };
    const run = await cloud.cseIn({ startServer, signals: new EventEmitter() }, 'run');
    assert.deepEqual([run.code, started], [0, true], run.stdout);
  });

  it('is invalid with a template that is not there, and looks at the one that was asked for [check 84]', async () => {
    await offer([template, 'no-such-item']);
    const all = await cloud.cse('check', '-i');
    assert.equal(all.code, 1);
    assert.match(all.stdout, /^Template 'no-such-item' not found in catalog 'cse'$/m);
    assert.match(all.stdout, /^CSE installation is invalid$/m);
    const one = await cloud.cse('check', '-i', '-t', 'ubuntu-24.04');
    assert.doesNotMatch(one.stdout, /no-such-item/);
    assert.match(one.stdout, /^CSE installation is valid$/m);
  });
});
