import { ClusterSpec, type Cluster } from '#records/cluster.ts';
import type { Situation, StepTools } from './steps/step.ts';

/** What operators wish of a cluster beside its nodes. A pause is left out: it also stops what would write this. */
const OperatorWishes = ClusterSpec.pick({ repair: true, deletionProtection: true }).strip();

/** Metadata of the vApp; absent where nobody ever wished anything. */
export const operatorWishesKey = 'cse.wishes';

const none = '{}';

/** Keeps them on the vApp, so that they come back with a record that is lost. One call, and only when they have changed. */
export async function keepOperatorWishes(
  { tags }: Pick<StepTools, 'tags'>,
  { cluster, located }: Pick<Situation, 'cluster' | 'located'>,
  signal: AbortSignal,
): Promise<void> {
  if (located.kind !== 'present') return;
  const context = { orgId: cluster.spec.org.id };
  const known = await tags.read(located.vApp.id, context, signal);
  const wished = wishesText(cluster);
  if ((known.get(operatorWishesKey) ?? none) === wished) return;
  await tags.write(located.vApp.id, { [operatorWishesKey]: wished }, context, signal);
}

/** What a vApp's metadata say; nothing where they are not readable. */
export function operatorWishesIn(
  metadata: ReadonlyMap<string, string>,
): Pick<ClusterSpec, 'repair' | 'deletionProtection'> {
  try {
    const parsed = OperatorWishes.safeParse(JSON.parse(metadata.get(operatorWishesKey) ?? none));
    return parsed.data ?? {};
  } catch {
    return {};
  }
}

function wishesText({ spec: { repair, deletionProtection } }: Cluster): string {
  return JSON.stringify({ repair, deletionProtection: deletionProtection || undefined });
}
