import type { Config } from '#config/config.ts';
import { InstallationProblem } from '#installation/installation-problem.ts';
import type { TemplateProgress, TemplateWorks } from '#installation/template-works.ts';
import { StoreUnavailable } from '#store/errors.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { ConnectedCloudDirector } from '#vcd/connect.ts';
import { buildTemplates } from './build-templates.ts';
import { openGuests } from './open-guests.ts';
import { removeTemplates } from './remove-templates.ts';
import type { TemplateWorkshop } from './template-workshop.ts';

/** The works of an installation: they open the server's own database, whose records say how far a template is. */
export function templateWorks(given: {
  readonly config: Config;
  readonly vcd: ConnectedCloudDirector;
  readonly log: Logger;
}): TemplateWorks {
  return {
    build: (choice, onProgress, signal) =>
      inWorkshop(given, onProgress, (workshop) =>
        buildTemplates(workshop, { ...choice, select: choice.names }, signal),
      ),
    remove: (names, onProgress, signal) =>
      inWorkshop(given, onProgress, (workshop) => removeTemplates(workshop, { select: names }, signal)),
    traces: (names, signal) => tracesOf(given, names, signal),
  };
}

async function inWorkshop<T>(
  {
    config,
    vcd,
    log,
  }: { readonly config: Config; readonly vcd: ConnectedCloudDirector; readonly log: Logger },
  onProgress: (progress: TemplateProgress) => void,
  use: (workshop: TemplateWorkshop) => Promise<T>,
): Promise<T> {
  try {
    const secretKey = await loadSecretKey({ kind: 'file', path: config.store.secretKeyFile, create: true });
    // It waits for little else than itself: a thread would only cost memory.
    await using store = await openSqliteStore({ path: config.store.path, secretKey, log, writes: 'here' });
    await using guests = await openGuests({ config, vcd, log });
    const { backends, sharedPasswords } = guests;
    const clock = () => new Date();
    return await use({ config, store, vcd, guests: backends, sharedPasswords, log, clock, onProgress });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new InstallationProblem({ message: error.message, remedy: remedyOf(error) }, { cause: error });
  }
}

// Its class does not come through from the thread that writes; its words do.
function remedyOf({ message }: StoreUnavailable): string {
  return message.startsWith('another server')
    ? 'templates are made and taken away while no server runs: stop it (systemctl stop cse) first'
    : 'then run the command again: it goes on from where it was';
}

async function tracesOf(
  { config, vcd }: { readonly config: Config; readonly vcd: ConnectedCloudDirector },
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { org, vdc, catalog, templates } = config.broker;
  const { administration } = vcd;
  const chosen = templates.filter(({ name }) => names.includes(name));
  const place = await administration.findOrg(org, signal);
  if (!place) return [];
  const found = await administration.findCatalog(place.id, catalog, signal);
  const items = new Set(found?.items);
  const inCatalog = chosen.flatMap(({ catalogItem, sourceOvaName }) => [
    ...(items.has(catalogItem) ? [`template '${catalogItem}'`] : []),
    ...(items.has(sourceOvaName) ? [`image '${sourceOvaName}'`] : []),
  ]);
  const room = await administration.findVdc(place.id, vdc, signal);
  if (!room) return inCatalog;
  const standing: string[] = [];
  for (const { tempVApp } of chosen) {
    const where = { vdcId: room.id, name: tempVApp };
    const vApps = await vcd.findVApps(where, [], { orgId: place.id }, signal);
    if (vApps.length > 0) standing.push(`temporary vApp '${tempVApp}'`);
  }
  return [...new Set([...inCatalog, ...standing])];
}
