import type { RecalledCluster } from '#controllers/cluster/recall/recalled-cluster.ts';
import type { Cluster } from '#records/cluster.ts';
import { keyOf, recordKey } from '#records/metadata.ts';
import { StoreExists } from '#store/errors.ts';
import type { EventLog, RecordStore, SecretStore } from '#store/record-store.ts';

/** Where a recalled cluster goes. */
export interface RecallStores {
  readonly clusters: RecordStore<Cluster>;
  readonly secrets: SecretStore;
  readonly events: EventLog;
}

/** What became of a cluster that was recalled. */
export type Kept = { readonly state: 'taken'; readonly record: Cluster } | NotTaken;

/** Why no record was made. */
export type NotTaken =
  /** It has its record already; `secretsAdded` were missing. */
  | { readonly state: 'present'; readonly record: Cluster; readonly secretsAdded: number }
  /** `why` goes on after "its vApp". */
  | { readonly state: 'refused'; readonly why: string };

const isCopy = 'is a copy: it carries the id, or has the name, of another cluster';

/** Makes the record with its secrets in one commit. Where it is there already only secrets that are missing are added. */
export async function keepRecalled(stores: RecallStores, recalled: RecalledCluster): Promise<Kept> {
  const { clusters, events } = stores;
  try {
    const record = await clusters.create(recalled.record, recalled.secrets);
    const { uid } = record.metadata;
    await events.record({ key: keyOf(record), uid, type: 'Normal', ...wordsOn(recalled) });
    return { state: 'taken', record };
  } catch (error) {
    if (!(error instanceof StoreExists)) throw error;
    const record = await clusters.get(error.key);
    if (!record || !isSame(record, recalled)) return { state: 'refused', why: isCopy };
    return { state: 'present', record, secretsAdded: await addSecrets(stores, record, recalled) };
  }
}

/** What `keepRecalled` would do. */
export async function wouldKeep(
  {
    clusters,
    secrets,
  }: {
    readonly clusters: Pick<RecordStore<Cluster>, 'get' | 'list'>;
    readonly secrets: Pick<SecretStore, 'names'>;
  },
  recalled: RecalledCluster,
): Promise<{ readonly state: 'taken' } | NotTaken> {
  const { name, namespace, uid } = recalled.record.metadata;
  const named = await clusters.get(recordKey('Cluster', namespace, name));
  const record = named ?? (await clusters.list()).items.find(({ metadata }) => metadata.uid === uid);
  if (!record) return { state: 'taken' };
  if (!isSame(record, recalled)) return { state: 'refused', why: isCopy };
  const missing = await missingSecrets(secrets, record, recalled);
  return { state: 'present', record, secretsAdded: missing.length };
}

function isSame({ metadata, status }: Cluster, { record }: RecalledCluster): boolean {
  return metadata.uid === record.metadata.uid && status.vApp?.id === record.status.vApp?.id;
}

async function addSecrets(
  { secrets }: Pick<RecallStores, 'secrets'>,
  record: Cluster,
  recalled: RecalledCluster,
): Promise<number> {
  const missing = await missingSecrets(secrets, record, recalled);
  for (const [name, value] of missing) await secrets.put(keyOf(record), record.metadata.uid, name, value);
  return missing.length;
}

async function missingSecrets(
  secrets: Pick<SecretStore, 'names'>,
  record: Cluster,
  recalled: RecalledCluster,
): Promise<[string, string][]> {
  const known = new Set(await secrets.names(keyOf(record), record.metadata.uid));
  return [...recalled.secrets].filter(([name]) => !known.has(name));
}

function wordsOn({ isOurs, version }: RecalledCluster) {
  return isOurs
    ? { reason: 'Recalled', message: 'made again of what Cloud Director shows' }
    : { reason: 'Adopted', message: `taken over from another server (${version || 'unknown version'})` };
}
