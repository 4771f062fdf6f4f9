import { readFile } from 'node:fs/promises';
import { uuidOf } from './random.ts';
import type { Model } from './model/model-file.ts';
import type { Stats } from './stats.ts';
import type { RunningVCenter } from './vcenter/vcenter-server.ts';
import type { World } from './world.ts';

/** A vCenter that is served, for whoever wants to call it. */
export interface OpenVCenter {
  readonly name: string;
  readonly url: string;
  /** To trust, when it speaks TLS. */
  readonly certificate: string | undefined;
  endSessions(): void;
}

/**
 * Serves those vCenters of the model that have an address to listen on, and puts their URLs into the inventory: vCD tells
 * what they really are. They end with `owner`.
 */
export async function openVCenters(
  model: Model,
  world: World,
  stats: Stats,
  owner: AsyncDisposableStack,
): Promise<readonly OpenVCenter[]> {
  const open: OpenVCenter[] = [];
  for (const { name, listen, tls, transferHost, sessionMinutes } of model.vCenters) {
    const id = uuidOf('vcenter', name);
    const vCenter = world.inventory.vCenters.get(id);
    if (!listen || !vCenter) continue;
    // Loaded when wanted, as everything that only some need.
    const { startVCenter } = await import('./vcenter/vcenter-server.ts');
    const certificate = await certificateOf(tls, listen.host);
    const running: RunningVCenter = owner.use(
      await startVCenter({
        world,
        stats,
        vCenter,
        listen,
        tls: certificate,
        sessionIdleMs: sessionMinutes * 60_000,
        transferHost,
      }),
    );
    world.inventory.vCenters.set(id, { ...vCenter, url: running.url });
    const endSessions = (): void => {
      running.endSessions();
    };
    open.push({ name, url: running.url, certificate: certificate?.cert, endSessions });
  }
  return open;
}

async function certificateOf(tls: Model['vCenters'][number]['tls'], host: string) {
  if (tls === 'off') return undefined;
  if (tls === 'self-signed') {
    const { selfSignedCertificate } = await import('./http/self-signed.ts');
    return selfSignedCertificate(host);
  }
  return { key: await readFile(tls.keyFile, 'utf8'), cert: await readFile(tls.certificateFile, 'utf8') };
}
