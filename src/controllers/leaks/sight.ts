import type { Intent } from '#records/intent.ts';
import type { LeakDependencies } from './dependencies.ts';
import { sightTask, sightVApp, sightVm } from './sight-cluster.ts';
import type { Found, RecordReading } from './sighting.ts';
import { sightItem, sightTemporaryVApp } from './sight-template.ts';

/** Looks at the thing that a line of the ledger names. Throws when it could not be read: unknown is not absent. */
export async function sight(
  dependencies: LeakDependencies,
  intent: Intent,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const found = await sightThing(dependencies, intent, records, signal);
  // Asked after the records were read: only then it is known which could not be.
  if (found.seen.record !== 'none' || dependencies.unreadable().length === 0) return found;
  return { ...found, seen: { ...found.seen, record: 'unreadable' } };
}

function sightThing(
  dependencies: LeakDependencies,
  intent: Intent,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const { thing } = intent;
  switch (thing.kind) {
    case 'vApp':
      return sightVApp(dependencies, { intent, thing }, records, signal);
    case 'vm':
      return sightVm(dependencies, { intent, thing }, records, signal);
    case 'task':
      return sightTask(dependencies, { intent, thing }, records, signal);
    case 'temporaryVApp':
      return sightTemporaryVApp(dependencies, { intent, thing }, records, signal);
    case 'catalogItem':
      return sightItem(dependencies, { intent, thing }, records, signal);
  }
}
