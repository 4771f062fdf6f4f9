/** The scripts of the current definitions in a guest of its own: real bash, root and directories; the simulator plays the rest. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sandboxGuests, systemClock, type GuestMachine } from 'vcdsim';
import { stringify } from 'yaml';
import { loadDefinitions, type TemplateDefinition } from '#definitions/definitions.ts';
import { customizationScripts } from '#definitions/template-scripts.ts';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { noMirrors } from '../support/no-mirrors.ts';

const skip = !bubblewrapUsable() && 'bubblewrap is not usable';
const resultKey = 'guestinfo.test.result';

/** Customizes, validates, and tells how both went. */
const program = `#!/bin/bash
bash /root/customize.sh >/root/customize.log 2>&1
customized=$?
bash /root/validate.sh >/root/validate.log 2>&1
validated=$?
said=$(tail -n 40 /root/customize.log /root/validate.log | base64 --wrap=0)
vmtoolsd --cmd "info-set ${resultKey} $customized $validated $said"
`;

async function userDataOf(definition: TemplateDefinition): Promise<string> {
  const { name: template, kubernetesVersion, guestBackend, cni } = definition;
  const { customize, validate } = await customizationScripts({
    ...{ template, definition, kubernetesVersion, guestBackend, cni },
    overrides: [],
    mirrors: noMirrors,
  });
  const executable = { permissions: '0755', owner: 'root:root' };
  const scripts = { 'customize.sh': customize.text, 'validate.sh': validate.text, 'program.sh': program };
  const files = Object.entries(scripts).map(([name, content]) => ({
    path: `/root/${name}`,
    content,
    ...executable,
  }));
  return `#cloud-config\n${stringify({ write_files: files, runcmd: [['bash', '/root/program.sh']] })}`;
}

describe('the scripts of a definition, in a machine of its own', { skip, timeout: 240_000 }, () => {
  it('run to the end for every current definition, and what they make is valid', async () => {
    await using guests = sandboxGuests({ clock: systemClock(), bootMs: 1 });
    for (const definition of (await loadDefinitions()).values()) {
      if (definition.containerRuntime !== 'containerd') continue;
      const info = new Map([
        ['guestinfo.userdata', Buffer.from(await userDataOf(definition)).toString('base64')],
        ['guestinfo.userdata.encoding', 'base64'],
      ]);
      const machine: GuestMachine = {
        id: randomUUID(),
        name: 'template',
        vAppId: randomUUID(),
        ipAddress: '127.0.0.1',
        cpus: 2,
        memoryMb: 4096,
        readInfo: (key) => info.get(key),
        writeInfo: (key, value) => void info.set(key, value),
      };
      const running = guests.powerOn(machine);
      while (!info.has(resultKey)) await delay(50);
      const [customized, validated, said = ''] = info.get(resultKey)?.split(' ') ?? [];
      const log = Buffer.from(said, 'base64').toString();
      assert.deepEqual([customized, validated], ['0', '0'], `${definition.name}\n${log}`);
      assert.match(log, /customization completed\n[^]*everything is there/);
      await running.powerOff();
    }
  });
});
