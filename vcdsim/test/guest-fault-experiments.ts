import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantGuests, systemClock } from '../src/index.ts';
import type { Lab } from './fault-lab.ts';
import { compose } from './tenant-world.ts';
import { vCenterWorld } from './vcenter-world.ts';

/** What the examples that are about guests have to come to. */
export const guestExperiments: Readonly<Record<string, (lab: Lab) => Promise<void>>> = {
  'guest-silent': async (lab) => {
    const { guests, told } = await booted(lab);
    guests.machines.get('node-1')?.writeInfo('guestinfo.status', 'a');
    assert.deepEqual(told(), []);
  },
  'guest-late': async (lab) => {
    const { guests, told } = await booted(lab);
    guests.machines.get('node-1')?.writeInfo('guestinfo.status', 'first');
    guests.machines.get('node-1')?.writeInfo('guestinfo.status', 'second');
    assert.deepEqual(told(), []);
    lab.clock.advance(60_000);
    while (told().length < 1 || told()[0]?.[1] === 'first') await sleep(1);
    assert.deepEqual(told(), [['guestinfo.status', 'second']]);
  },
  'guest-wrong': async (lab) => {
    const { guests, told } = await booted(lab);
    const key = 'guestinfo.postcustomization.networkconfiguration.status';
    guests.machines.get('node-1')?.writeInfo(key, 'successful');
    guests.machines.get('node-1')?.writeInfo('guestinfo.other', 'right');
    assert.deepEqual(told(), [
      [key, 'perhaps'],
      ['guestinfo.other', 'right'],
    ]);
  },
  'guest-reboot': async (lab) => {
    const { guests, told } = await booted(lab);
    const before = guests.machines.get('node-1');
    before?.writeInfo('guestinfo.early', 'kept');
    before?.writeInfo('guestinfo.postcustomization.kubeinit.status', 'successful');
    while ([undefined, before].includes(guests.machines.get('node-1'))) await sleep(1);
    before?.writeInfo('guestinfo.dead', 'not heard');
    assert.deepEqual(told(), [['guestinfo.early', 'kept']]);
    guests.machines.get('node-1')?.writeInfo('guestinfo.postcustomization.kubeinit.status', 'successful');
    assert.equal(told().length, 2);
  },
  'guest-program': async ({ t, rules }) => {
    await using guests = instantGuests({ clock: systemClock(), bootMs: 0 });
    await using world = await vCenterWorld(t, guests);
    await world.power('powerOn');
    await world.vim.toolsRun();
    world.server.sim.setFaults(rules);
    assert.equal(await world.vim.run('/usr/bin/kubeadm', 'join 127.10.0.10:6443'), 3);
    assert.equal(await world.vim.run('/bin/true'), 0);
  },
};

/** A VM `node-1` that has just been given power, and what it has told since. */
async function booted({ alice, places, guests, arm, server }: Lab) {
  const vApp = await compose(alice, places, 'k8s', ['node-1']);
  arm();
  await alice.done('POST', `${vApp}/power/action/powerOn`);
  const told = () => [...server.sim.inventory.vms.values()].flatMap(({ guestInfo }) => [...guestInfo]);
  return { guests, told };
}
