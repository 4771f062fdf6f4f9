import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cleanUp, readBootData } from '../boot-data.ts';
import { callSimulator, readGuestInfo, writeGuestInfo } from './channel.ts';
import { FirstBoot } from './cloud-init-modules.ts';

// cloud-init as a guest with the datasource VMware runs it at boot: once per instance, each module once, going on after
// errors and recording them.
const keys = ['userdata', 'userdata.encoding', 'metadata', 'metadata.encoding'];
const info = new Map<string, string>();
for (const key of keys) {
  const value = await readGuestInfo(`guestinfo.${key}`);
  if (value !== undefined) info.set(`guestinfo.${key}`, value);
}
const data = readBootData((key) => info.get(key));
if (typeof data === 'string') {
  process.stdout.write(`cloud-init: ${data}\n`);
} else {
  const instance = data.metadata.instanceId ?? 'iid-vmware';
  const folder = `/var/lib/cloud/instances/${instance}`;
  mkdirSync(`${folder}/sem`, { recursive: true });
  mkdirSync(`${folder}/scripts`, { recursive: true });
  mkdirSync('/var/lib/cloud/data', { recursive: true });
  mkdirSync('/run/cloud-init', { recursive: true });
  rmSync('/var/lib/cloud/instance', { force: true });
  symlinkSync(folder, '/var/lib/cloud/instance');
  const writes: Promise<void>[] = [];
  cleanUp(data.metadata, (key, value) => writes.push(writeGuestInfo(key, value)));
  await Promise.all(writes);
  const boot = new FirstBoot({ config: data.config, folder });
  if (!existsSync(`${folder}/boot-finished`)) await boot.run();
  const result = JSON.stringify({ v1: { datasource: 'DataSourceVMware', errors: boot.errors } });
  writeFileSync('/var/lib/cloud/data/result.json', result);
  writeFileSync('/run/cloud-init/result.json', result);
  writeFileSync(`${folder}/boot-finished`, `${new Date().toISOString()}\n`);
  await callSimulator({ call: 'boot-finished', errors: [...boot.errors] });
}
