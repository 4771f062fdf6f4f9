import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { listed, requestCluster } from '../support/cluster-requests.ts';
import { eventually } from '../support/simulated-cloud.ts';
import { withGold } from '../support/simulated-model.ts';
import { notReady, operationsSent, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertRefused, awaited, propertiesIn } from './printed.ts';
import { watchedGuests } from '../support/watched-guests.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('clusters made by the original client', { skip: notReady(), concurrency: 4 }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  const guests = watchedGuests({
    clusterOf: (vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '',
    // Long enough for the client's second look, five seconds after the first.
    byPrefix: { slow: { bootMs: 7_000 } },
  });
  before(async () => {
    cloud = await startConformance({ guests, model: withGold });
    alice = await cloud.shellOf('alice', 'acme');
    const existing = await requestCluster(cloud.alice, 'existing', { node_count: 0 });
    assert.equal((await existing.ended()).status, 'success');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const create = (name: string, ...words: string[]) =>
    alice.vcd(['cse', 'cluster', 'create', name, '-n', 'acme-net', ...words]);
  const made = async (name: string, ...words: string[]) => {
    const task = awaited(await create(name, ...words));
    assert.deepEqual([task.operation, task.result, task.message], ['create_cluster', 'success', undefined]);
    return task;
  };
  const failed = async (name: string, ...words: string[]) => {
    const task = awaited(await create(name, ...words));
    assert.deepEqual([task.operation, task.result], ['create_cluster', 'error']);
    return task;
  };
  const vAppNamed = (name: string) =>
    [...cloud.sim.inventory.vApps.values()].find((vApp) => vApp.name === name);
  const vmsOf = (name: string) => {
    const vApp = vAppNamed(name);
    return vApp ? cloud.sim.inventory.vmsOf(vApp) : [];
  };
  const kindsOf = (name: string) =>
    vmsOf(name)
      .map((vm) => vm.name.replace(/-[a-z0-9]{4}$/, ''))
      .toSorted();
  /** The body of the request for a cluster as the client sent it. */
  const sentFor = (name: string) => {
    const bodies = cloud.exchanges
      .filter(({ method, path }) => method === 'POST' && path === '/api/cse')
      .map(({ requestBody }) => JSON.parse(requestBody));
    return bodies.find((body) => body.name === name);
  };
  const clusterIdOf = (name: string) => {
    const entries = [...(vAppNamed(name)?.metadata.values() ?? [])];
    return entries.find(({ key }) => key === 'cse.cluster.id')?.value ?? '';
  };
  const taskXml = async (id: string) =>
    (await cloud.alice.call('GET', `/api/task/${id}`, undefined, 'application/*+xml;version=31.0')).text;

  it('without options two workers, and a task whose texts are the contract’s [checks 30, 33]', async () => {
    const { stdout } = await alice.vcd('cse cluster create c1 -n acme-net');
    const task = awaited({ stdout, stderr: '', code: 0 });
    const subject = `c1(${clusterIdOf('c1')})`;
    assert.deepEqual(sentFor('c1'), createBody('c1'));
    assert.ok(
      stdout.endsWith(`\rtask: ${task.taskId}, Created cluster ${subject}, result: success\n`),
      stdout,
    );
    const contract = [
      `Creating cluster ${subject}`,
      `Creating cluster vApp ${subject}`,
      `Creating master node for ${subject}`,
      `Initializing cluster ${subject}`,
      `Creating 2 node(s) for ${subject}`,
      `Adding 2 node(s) to ${subject}`,
      `Created cluster ${subject}`,
    ];
    const told = operationsSent(cloud, task.taskId);
    assert.deepEqual(
      told,
      contract.filter((text) => told.includes(text)),
    );
    assert.deepEqual([told[0], told.at(-1)], [contract[0], contract.at(-1)]);
  });

  it('a task in the tenant’s organization that belongs to the cluster and shows who asked [check 32]', async () => {
    const task = await made('owned');
    const xml = await taskXml(task.taskId);
    assert.match(xml, new RegExp(`<Owner [^>]*href="urn:cse:cluster:${clusterIdOf('owned')}"`));
    assert.match(xml, /<Owner [^>]*type="application\/vcloud\.cse\.cluster\+xml"/);
    assert.match(xml, /<User [^>]*name="alice"/);
    assert.match(xml, /<Organization [^>]*name="acme"/);
    assert.match(xml, /serviceNamespace="vcloud\.cse"/);
    assert.match((await alice.vcd('task list')).stdout, new RegExp(`${task.taskId} +create_cluster +owned`));
  });

  it('what the user sees who watches, text by text [check 33]', async () => {
    const { stdout, stderr, code } = await create('slow-1', '-N', '1');
    const { texts } = awaited({ stdout, stderr, code });
    const subject = `slow-1(${clusterIdOf('slow-1')})`;
    assert.ok(texts.includes(`Initializing cluster ${subject}`), stdout);
    assert.equal(texts.at(-1), `Created cluster ${subject}`);
    assert.ok(stdout.startsWith(`\rcreate_cluster: ${texts[0]}, status: running | `), stdout);
    // What was said before stays on a line of its own.
    const left = stdout.split('\n').map((line) => line.slice(line.lastIndexOf('\r') + 1));
    assert.deepEqual(
      left.slice(0, -2),
      texts.slice(0, -1).map((text) => `create_cluster: ${text}`),
    );
  });

  it('the vApp and its VMs [check 34]', async () => {
    await made('shaped');
    const vApp = vAppNamed('shaped');
    assert.ok(vApp);
    assert.equal(vApp.description, 'cluster shaped');
    assert.equal(cloud.sim.inventory.user(vApp.ownerId).name, 'alice');
    assert.deepEqual(
      vApp.networks.map(({ name, fenceMode }) => [name, fenceMode]),
      [['acme-net', 'bridged']],
    );
    const tags = [...vApp.metadata.values()].map(({ key, domain, visibility, type }) =>
      [key, domain, visibility, type].join(' '),
    );
    assert.deepEqual(
      tags.toSorted(),
      ['cse.cluster.id', 'cse.master.ip', 'cse.template', 'cse.version'].map(
        (key) => `${key} GENERAL READWRITE STRING`,
      ),
    );
    assert.deepEqual(kindsOf('shaped'), ['mstr', 'node', 'node']);
    for (const vm of vmsOf('shaped'))
      assert.deepEqual(
        vm.hardware.nics.map(({ network, mode }) => [network, mode]),
        [['acme-net', 'POOL']],
      );
  });

  it('without workers one VM, and no word of workers [check 35]', async () => {
    const task = await made('alone', '-N', '0');
    assert.deepEqual(kindsOf('alone'), ['mstr']);
    assert.doesNotMatch(operationsSent(cloud, task.taskId).join('\n'), /node\(s\)/);
  });

  it('with an NFS node, which exports /home [check 36]', async () => {
    const task = await made('with-nfs', '-N', '1', '--enable-nfs');
    assert.deepEqual(kindsOf('with-nfs'), ['mstr', 'nfsd', 'node']);
    const subject = `with-nfs(${clusterIdOf('with-nfs')})`;
    const told = operationsSent(cloud, task.taskId);
    assert.ok(told.includes(`Creating NFS node for ${subject}`), told.join('\n'));
    const server = vmsOf('with-nfs').find((vm) => vm.name.startsWith('nfsd-'))?.name ?? '';
    const shown = propertiesIn((await alice.vcd(['cse', 'node', 'info', 'with-nfs', server])).stdout);
    assert.deepEqual([shown.get('node_type'), shown.get('exports')], ['nfsd', '/home']);
  });

  it('CPUs and memory for all VMs, before they have power [check 37]', async () => {
    await made('sized', '-N', '1', '-c', '4', '-m', '4096');
    const boots = guests.boots.filter(({ cluster }) => cluster === 'sized');
    assert.deepEqual(
      boots.map(({ cpus, memoryMb }) => [cpus, memoryMb]),
      [
        [4, 4096],
        [4, 4096],
      ],
    );
  });

  it('a storage profile for all VMs [check 38]', async () => {
    await made('golden', '-N', '1', '-s', 'gold');
    const profiles = vmsOf('golden').map(
      (vm) => cloud.sim.inventory.storageProfiles.get(vm.storageProfileId)?.name,
    );
    assert.deepEqual(profiles, ['gold', 'gold']);
  });

  it('a storage profile that there is not fails the task [check 38]', async () => {
    const task = await failed('no-profile', '-s', 'zz');
    assert.equal(
      task.message,
      "Error while creating vApp: Storage profile 'zz' not found in the Virtual Datacenter.",
    );
    assert.equal(vAppNamed('no-profile'), undefined);
  });

  it('an SSH key for all VMs, once; and none without the option [check 39]', async () => {
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFyour7keyZ0nformance alice@example';
    const file = join(cloud.directory, 'key.pub');
    await writeFile(file, `${key}\n`);
    await Promise.all([made('keyed', '-N', '1', '-k', file), made('unkeyed', '-N', '1')]);
    const bootsOf = (name: string) => guests.boots.filter(({ cluster }) => cluster === name);
    assert.equal(bootsOf('keyed').length, 2);
    for (const { userData, script } of bootsOf('keyed')) {
      assert.equal(userData.split(key).length, 2);
      assert.equal(script, undefined);
    }
    for (const { userData, script } of bootsOf('unkeyed')) {
      assert.doesNotMatch(userData, /ssh_authorized_keys|authorized_keys/);
      assert.equal(script, undefined);
    }
  });

  for (const name of ['abcdefghijklmnopqrstuvwxyz', '-a', 'a-', 'a_b', '']) {
    it(`the name '${name}' is refused at once, without a task [check 40]`, async () => {
      const ended = await alice.vcd(['cse', 'cluster', 'create', '-n', 'acme-net', '--', name]);
      assertRefused(ended, `Invalid cluster name '${name}'`);
      assert.equal(vAppNamed(name), undefined);
    });
  }

  for (const name of ['abcdefghijklmnopqrstuvwxy', 'A1.b-2', 'dot.']) {
    it(`the name '${name}' is taken [check 41]`, async () => {
      const task = await made(name, '-N', '1');
      assert.equal(task.text, `Created cluster ${name}(${clusterIdOf(name)})`);
      assert.match((await alice.vcd(['cse', 'cluster', 'info', name])).stdout, /^status +POWERED_ON$/m);
    });
  }

  it('a name that is taken fails the task, and what has the name stays as it is [check 42]', async () => {
    const id = clusterIdOf('existing');
    const task = await failed('existing');
    assert.equal(task.message, 'Cluster existing already exists.');
    assert.deepEqual(task.texts, ['create cluster']);
    assert.equal(clusterIdOf('existing'), id);
    assert.equal((await listed(cloud.alice)).filter((name) => name === 'existing').length, 1);
  });

  it('a template by its name, with its line in the list', async () => {
    await made('photon', '-N', '0', '-t', 'photon-5');
    assert.match((await alice.vcd('cse cluster list')).stdout, / photon +POWERED_ON +photon-5 +acme-vdc$/m);
  });

  it('a template that there is not fails the task [check 43]', async () => {
    const task = await failed('no-template', '-t', 'zz');
    assert.equal(task.message, 'Template zz not found');
    assert.equal(vAppNamed('no-template'), undefined);
  });

  it('a network that there is not fails the task, and leaves no vApp [check 44]', async () => {
    const task = awaited(await alice.vcd('cse cluster create no-network -n nowhere'));
    assert.equal(task.result, 'error');
    assert.equal(
      task.message,
      "Error while creating vApp: Network 'nowhere' not found in the Virtual Datacenter.",
    );
    assert.equal(vAppNamed('no-network'), undefined);
  });

  it('with --no-wait the running task, at once [check 49]', async () => {
    const ended = await alice.vcd('--no-wait cse cluster create slow-unwatched -N 0 -n acme-net');
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    const shown = propertiesIn(ended.stdout);
    assert.deepEqual(
      [...shown.keys()],
      [
        'cancelRequested',
        'expiryTime',
        'href',
        'id',
        'name',
        'operation',
        'operationName',
        'serviceNamespace',
        'startTime',
        'status',
        'type',
      ],
    );
    assert.equal(shown.get('status'), 'running');
    assert.equal(shown.get('operationName'), 'create_cluster');
    assert.match(shown.get('operation') ?? '', /^Creating .*slow-unwatched\([0-9a-f-]{36}\)$/);
    await eventually(
      async () =>
        (await taskXml(shown.get('id')?.split(':').at(-1) ?? '')).includes('"success"') || undefined,
      'the task that nobody waited for ends',
    );
  });

  it('in JSON the body of the 202, and nothing is waited for [check 50]', async () => {
    const ended = await alice.vcd('--json cse cluster create slow-json -N 0 -n acme-net');
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    const body = JSON.parse(ended.stdout);
    assert.deepEqual(Object.keys(body), ['cluster_id', 'name', 'task_href']);
    assert.equal(body.name, 'slow-json');
    assert.match(body.cluster_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const task = await cloud.alice.waitForTask(body.task_href);
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Created cluster slow-json(${body.cluster_id})`],
    );
  });

  it('a deletion, and nothing of the cluster is left [check 51]', async () => {
    const creation = await requestCluster(cloud.alice, 'passing');
    assert.equal((await creation.ended()).status, 'success');
    const task = awaited(await alice.vcd('cse cluster delete passing -y'));
    const subject = `passing(${creation.clusterId})`;
    assert.deepEqual(
      [task.operation, task.result, task.text],
      ['delete_cluster', 'success', `Deleted cluster ${subject}`],
    );
    assert.deepEqual(operationsSent(cloud, task.taskId), [
      `Deleting cluster ${subject}`,
      `Deleted cluster ${subject}`,
    ]);
    assert.equal(vAppNamed('passing'), undefined);
    assert.ok(!(await listed(cloud.alice)).includes('passing'));
  });

  it('a VM that is no node is not shown, is not in the way, and goes with the vApp [check 19]', async () => {
    await made('mixed', '-N', '0');
    const words = 'vapp add-vm mixed ubuntu-24.04-k8s-1.36 node -c cse -t foo-1 -n acme-net';
    const added = await alice.vcd(`${words} --ip-allocation-mode pool`);
    assert.equal(awaited(added).result, 'success');
    const shown = propertiesIn((await alice.vcd('cse cluster info mixed')).stdout);
    assert.deepEqual([shown.get('number_of_vms'), shown.get('nodes'), shown.get('nfs_nodes')], ['2', '', '']);
    assert.match(shown.get('master_nodes') ?? '', /^\{'name': 'mstr-\w{4}'/);
    assert.equal(awaited(await alice.vcd('cse cluster delete mixed -y')).result, 'success');
    assert.equal(vAppNamed('mixed'), undefined);
  });

  it('a cluster that there is not cannot be deleted [check 52]', async () => {
    assertRefused(await alice.vcd('cse cluster delete nope -y'), 'Cluster nope not found.');
  });

  for (const [input, words] of [
    ['n\n', 'no'],
    ['', 'nothing at all'],
  ] as const) {
    it(`who answers ${words} to the question deletes nothing [check 54]`, async () => {
      const ended = await alice.vcd('cse cluster delete existing', input);
      assert.equal(ended.stdout, 'Are you sure you want to delete the cluster? [y/N]: ');
      assert.equal(ended.stderr, 'Aborted!\n');
      assert.equal(ended.code, 1);
      const sent = cloud.exchanges.some(
        ({ method, path }) => method === 'DELETE' && path === '/api/cse/existing',
      );
      assert.ok(!sent);
    });
  }

  it('a network must be named, as the client wants it', async () => {
    const ended = await alice.vcd('cse cluster create c9');
    assert.match(ended.stderr, /Missing option '-n' \/ '--network'/);
    assert.equal(ended.code, 2);
  });
});
