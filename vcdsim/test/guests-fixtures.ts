import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { GuestMachine } from '../src/guests/guest-driver.ts';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { readKubeconfig } from '../src/guests/kubeadm/kubeconfig.ts';
import { listAt, textAt } from '../src/guests/kubernetes/objects.ts';

/** A VM as a driver sees it, whose keys a test can read. */
export class FakeMachine implements GuestMachine {
  readonly id = crypto.randomUUID();
  readonly vAppId = 'vapp';
  readonly cpus = 2;
  readonly memoryMb = 2048;
  readonly name: string;
  readonly ipAddress: string | undefined;
  readonly info = new Map<string, string>();

  constructor(name: string, ipAddress: string | undefined, userData?: string) {
    this.name = name;
    this.ipAddress = ipAddress;
    if (userData === undefined) return;
    this.info.set('guestinfo.userdata', Buffer.from(userData).toString('base64'));
    this.info.set('guestinfo.userdata.encoding', 'base64');
  }

  readInfo(key: string): string | undefined {
    return this.info.get(key);
  }

  writeInfo(key: string, value: string): void {
    if (value === '') this.info.delete(key);
    else this.info.set(key, value);
  }

  /** What the guest itself said. */
  said(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.info].filter(([key]) => !key.startsWith('guestinfo.userdata')));
  }

  /** Resolves with the value once the key has one that fits. */
  async until(key: string, value: RegExp): Promise<string> {
    for (;;) {
      const now = this.info.get(key);
      if (now !== undefined && value.test(now)) return now;
      const failure = this.info.get(failureStatus);
      if (failure !== undefined && key !== failureStatus) {
        throw new Error(`${this.name} failed: ${this.info.get(failureReason)}`);
      }
      await sleep(20);
    }
  }
}

export const initStatus = 'guestinfo.postcustomization.kubeinit.status';
export const joinStatus = 'guestinfo.postcustomization.kubeadm.node.join.status';
export const networkStatus = 'guestinfo.postcustomization.networkconfiguration.status';
export const failureStatus = 'guestinfo.post_customization_script_execution_status';
export const failureReason = 'guestinfo.post_customization_script_execution_failure_reason';
export const failureOutput = 'guestinfo.post_customization_cloud_init_output';

/** Addresses of the loopback network that no other test process is likely to use; three unless told. */
export function addresses(): readonly [string, string, string];
export function addresses(count: number): readonly string[];
export function addresses(count = 3): readonly string[] {
  const byte = (): number => 1 + Math.floor(Math.random() * 250);
  const network = `127.${byte()}.${byte()}`;
  return Array.from({ length: count }, (_, index) => `${network}.${10 + index}`);
}

/** Runs kubectl with a kubeconfig given as text; rejects with its complaint. */
export async function kubectl(config: string, ...argv: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vcdsim-kubectl-'));
  try {
    await writeFile(join(folder, 'config'), config, { mode: 0o600 });
    const common = ['--kubeconfig', join(folder, 'config'), '--cache-dir', join(folder, 'cache')];
    const { stdout } = await promisify(execFile)('kubectl', [...common, ...argv]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Resolves with the names of the cluster's nodes once there are `count` and all are Ready. */
export async function readyNodes(config: string, count: number): Promise<readonly string[]> {
  const nothing = { read: () => undefined, write: () => {}, remove: () => {} };
  const connection = readKubeconfig(config, nothing);
  for (;;) {
    const nodes = listAt(await callApi(connection, 'GET', '/api/v1/nodes'), 'items');
    const ready = nodes.filter((node) =>
      listAt(node, 'status', 'conditions').some(
        (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
      ),
    );
    if (ready.length === count) return ready.map((node) => textAt(node, 'metadata', 'name'));
    await sleep(20);
  }
}

/** Why tests with a program are skipped; false when it is there. */
export async function missing(program: string): Promise<string | false> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    try {
      await access(join(folder, program));
      return false;
    } catch {
      // Not in this folder.
    }
  }
  return `${program} is not installed`;
}
