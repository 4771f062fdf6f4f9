import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { sandboxGuests, type GuestDriver } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { nodesBody, requestNodes } from '../support/node-requests.ts';
import { eventually, noBroker, startCloud, systemTime } from '../support/simulated-cloud.ts';

const canaryKey = 'guestinfo.canary';
/** Whatever runs this in a guest is heard by its hypervisor. */
const canary = `vmtoolsd --cmd 'info-set ${canaryKey} sung'`;
const hostile = [
  `$(${canary})`,
  `\`${canary}\``,
  `'; ${canary}; '`,
  `"; ${canary}; "`,
  `&& ${canary} ||`,
  `| ${canary}`,
  `\n- ${canary}`,
  `\nruncmd:\n  - ${canary}\n`,
  `\n#cloud-config\nruncmd: ["${canary}"]\n`,
  `\n#!/bin/sh\n${canary}\n`,
  `\nEOF\n${canary}\ncat <<EOF`,
  `{{ ${canary} }}`,
  `\u2028${canary}\u2029`,
];

/** Tells what the machines said under the canary's key. */
function listening(guests: GuestDriver): { readonly guests: GuestDriver; readonly sung: string[] } {
  const sung: string[] = [];
  const powerOn: GuestDriver['powerOn'] = (machine) =>
    guests.powerOn({
      ...machine,
      writeInfo(key, value) {
        if (key === canaryKey) sung.push(machine.name);
        machine.writeInfo(key, value);
      },
    });
  return { guests: { ...guests, powerOn }, sung };
}

/** The files of that path in all sandboxed machines that have power. */
async function filesOfGuests(path: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const file of glob(join(tmpdir(), 'vcdsim-guests-*/m-*/disk', path))) {
    texts.push(await readFile(file, 'utf8').catch(() => ''));
  }
  return texts;
}

it(
  'no text of a tenant runs in a guest: it is refused, or it arrives as data',
  { skip: noBroker || (!bubblewrapUsable() && 'bubblewrap is not usable here'), timeout: 240_000 },
  async () => {
    await using driver = sandboxGuests({ clock: systemTime, bootMs: 50 });
    const { guests, sung } = listening(driver);
    await using cloud = await startCloud({ guests });
    await cloud.startServer();
    const { alice } = cloud;

    for (const text of hostile) {
      const refused = await alice.call('POST', '/api/cse', createBody(text));
      assert.deepEqual([refused.status, /Invalid cluster name/.test(refused.text)], [500, true], text);
      for (const field of ['vdc', 'network', 'template', 'storage_profile']) {
        const task = await (await requestCluster(alice, 'refused', { [field]: text })).ended();
        assert.equal(task.status, 'error', `${field}: ${text}`);
        await eventually(
          async () => (await cloud.records()).length === 0 || undefined,
          'the refused cluster is forgotten',
        );
      }
    }
    assert.equal(cloud.sim.inventory.vms.size, 0);

    const keyOf = (name: string) => hostile.map((text) => `ssh-ed25519 AAAA${name} ${text}`).join('\n');
    const changes = { node_count: 1, enable_nfs: true, ssh_key: keyOf('Cluster') };
    const accepted = await requestCluster(alice, 'c1', changes);
    const made = await alice.waitForTask(accepted.taskHref);
    assert.equal(made.status, 'success', made.error);
    for (const text of hostile) {
      const refused = await alice.call('DELETE', '/api/cse/c1/node', { name: 'c1', nodes: [text] });
      if (refused.status === 202) {
        const { task_href: href } = refused.body as { task_href: string };
        assert.equal((await alice.waitForTask(href)).status, 'error', text);
      }
      const body = nodesBody('c1', { node_type: text });
      assert.equal((await alice.call('POST', '/api/cse/c1/node', body)).status, 400, text);
    }
    const added = await requestNodes(alice, 'c1', { ssh_key: keyOf('Node') });
    const joined = await alice.waitForTask(added.taskHref);
    assert.equal(joined.status, 'success', joined.error);

    const authorized = await filesOfGuests('root/.ssh/authorized_keys');
    for (const [name, machines] of [
      ['Cluster', 3],
      ['Node', 1],
    ] as const) {
      const theirs = authorized.filter((file) => file.includes(`AAAA${name} `));
      assert.equal(theirs.length, machines, `machines with the keys of ${name}`);
      for (const file of theirs) assert.ok(file.includes(`AAAA${name} $(${canary})`));
    }
    assert.equal(sung.length, 0, sung.join(' '));

    // The same words do run where an operator has them run: the canary can sing.
    const userData = Buffer.from(`#cloud-config\nruncmd:\n  - ${JSON.stringify(canary)}\n`);
    const values: Readonly<Record<string, string>> = {
      'guestinfo.userdata': userData.toString('base64'),
      'guestinfo.userdata.encoding': 'base64',
    };
    const control = guests.powerOn({
      ...{ id: crypto.randomUUID(), name: 'control', vAppId: crypto.randomUUID(), ipAddress: undefined },
      ...{ cpus: 1, memoryMb: 1024 },
      readInfo: (key) => values[key],
      writeInfo: () => undefined,
    });
    await eventually(async () => sung.includes('control') || undefined, 'the canary sings');
    await control.powerOff();
  },
);
