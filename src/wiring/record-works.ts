import { existsSync } from 'node:fs';
import { Auditor, type AuditResult } from '#audit/auditor.ts';
import type { Config } from '#config/config.ts';
import { findItems, isUsable } from '#controllers/template/find-items.ts';
import { InstallationProblem } from '#installation/installation-problem.ts';
import type {
  RebuildChoice,
  RebuildProgress,
  Rebuilt,
  RebuiltTemplate,
  RecordWorks,
} from '#installation/record-works.ts';
import { StoreUnavailable } from '#store/errors.ts';
import { textSealer, type TextSealer } from '#store/sealed-text.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteReader, openSqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { ConnectedCloudDirector } from '#vcd/connect.ts';
import { keepRecalled, wouldKeep } from './keep-recalled.ts';
import { rebuildClusters, type Keep } from './rebuild-clusters.ts';
import { wishForTemplates } from './template-wishes.ts';

interface Given {
  readonly config: Config;
  readonly vcd: ConnectedCloudDirector;
  readonly log: Logger;
}

/** The works of `cse rebuild`: they open the server's own database, so that no server may run meanwhile. */
export function recordWorks(given: Given): RecordWorks {
  return {
    async rebuild(choice, onProgress, signal) {
      try {
        return choice.dryRun
          ? await lookOnly(given, choice, onProgress, signal)
          : await rebuild(given, choice, onProgress, signal);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        throw new InstallationProblem({ message: error.message, remedy: remedyOf(error) }, { cause: error });
      }
    },
  };
}

async function rebuild(
  given: Given,
  { merge, newKey, actor }: RebuildChoice,
  onProgress: (progress: RebuildProgress) => void,
  signal: AbortSignal,
): Promise<Rebuilt> {
  const { config, log } = given;
  const { path, secretKeyFile } = config.store;
  if (!newKey && !existsSync(secretKeyFile)) throw withoutKey(secretKeyFile);
  const secretKey = await loadSecretKey({ kind: 'file', path: secretKeyFile, create: newKey });
  await using store = await openSqliteStore({ path, secretKey, log, writes: 'here' });
  refuseRecords(path, (await store.clusters.list()).items.length, merge);
  const auditor = new Auditor({ audit: store.audit, clock: () => new Date(), log });
  const action = { source: 'command', verb: 'rebuild', target: path, request: null } as const;
  const work = async () => {
    await auditor.actorIs({ actor, org: null });
    await wishForTemplates(store.templates, config.broker);
    const keep: Keep = (recalled) => keepRecalled(store, recalled);
    const clusters = await rebuildAll(given, store.sealer, { keep, onProgress }, signal);
    return { clusters, templates: await templatesOf(given, signal) };
  };
  return await auditor.run(action, work, auditResult);
}

/** What each record's history does not tell: that it was a rebuild, and whether it came to its end. */
function auditResult(settled: PromiseSettledResult<Rebuilt>): AuditResult {
  if (settled.status === 'rejected') return { outcome: 'failed', code: 'interrupted' };
  const { clusters } = settled.value;
  const isChanged = clusters.some(({ outcome }) => outcome === 'restored' || outcome === 'completed');
  return { outcome: isChanged ? 'accepted' : 'unchanged', code: 'rebuilt' };
}

/** Nothing is made, not even a key or an empty database; a server may run. */
async function lookOnly(
  given: Given,
  { merge }: RebuildChoice,
  onProgress: (progress: RebuildProgress) => void,
  signal: AbortSignal,
): Promise<Rebuilt> {
  const { config, log } = given;
  const { path, secretKeyFile } = config.store;
  const secretKey = existsSync(secretKeyFile)
    ? await loadSecretKey({ kind: 'file', path: secretKeyFile, create: false })
    : noKey;
  await using present = existsSync(path) ? await openSqliteReader({ path, log }) : undefined;
  refuseRecords(path, (await present?.clusters.list())?.items.length ?? 0, merge);
  const keep: Keep = async (recalled) => (present ? wouldKeep(present, recalled) : { state: 'taken' });
  const clusters = await rebuildAll(given, textSealer(secretKey), { keep, onProgress }, signal);
  return { clusters, templates: await templatesOf(given, signal) };
}

/** Opens nothing: a new key would not, either. */
const noKey = Buffer.alloc(32);

function rebuildAll(
  { config, vcd, log }: Given,
  sealer: TextSealer,
  { keep, onProgress }: { readonly keep: Keep; readonly onProgress: (progress: RebuildProgress) => void },
  signal: AbortSignal,
) {
  const offered = new Set(config.broker.templates.map(({ name }) => name));
  return rebuildClusters({ vcd, sealer, keep, offered, onProgress, log, clock: () => new Date() }, signal);
}

function withoutKey(path: string): InstallationProblem {
  return new InstallationProblem({
    message: `the secret key file ${path} does not exist`,
    remedy:
      'put its copy back: it opens the keys that the machines of the clusters carry; where there is none any more, cse rebuild --new-key brings clusters back without them',
  });
}

function refuseRecords(path: string, clusters: number, merge: boolean): void {
  if (clusters === 0 || merge) return;
  throw new InstallationProblem({
    message: `the database ${path} has records of ${clusters} cluster${clusters === 1 ? '' : 's'}`,
    remedy:
      'cse rebuild --merge adds what is missing and changes nothing that is there; to begin anew, move the database away',
  });
}

/** Their records come from the configuration; whether they can be used, from the catalog. */
async function templatesOf({ config, vcd }: Given, signal: AbortSignal): Promise<readonly RebuiltTemplate[]> {
  const { org, catalog: name, templates } = config.broker;
  const catalog = await vcd.catalogs.findCatalog({ org, catalog: name }, signal);
  const found: RebuiltTemplate[] = [];
  for (const { name: template, catalogItem } of templates) {
    const items = catalog ? await findItems({ vcd }, catalog, catalogItem, signal) : [];
    const place = `'${catalogItem}' in catalog '${name}'`;
    found.push(
      items.some(isUsable)
        ? { name: template, outcome: 'found', message: `found ${place}` }
        : {
            name: template,
            outcome: 'missing',
            message: `there is no ${place}; cse install -t ${template} makes it`,
          },
    );
  }
  return found;
}

// Its class does not come through from the thread that writes; its words do.
function remedyOf({ message }: StoreUnavailable): string {
  if (message.startsWith('another server'))
    return 'stop the server (systemctl stop cse) and run it again; while a server runs, cse adopt --all takes over what has no record';
  if (message.includes('are sealed with'))
    return 'put the secret key file back that the database was made with, or move the database away: cse rebuild makes another one';
  return 'move the database away (with its -wal and -shm files) and run it again: cse rebuild makes another one';
}
