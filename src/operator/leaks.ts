import { z } from 'zod';
import { thingKinds } from '#records/intent.ts';
import type { VerbResult } from './verbs.ts';

/** Something that the service made in Cloud Director and has no record of. */
export const Leak = z.object({
  /** The line of the ledger that names it. */
  id: z.string(),
  thing: z.enum(thingKinds),
  name: z.string(),
  /** Its organization's name, or its id where only that is known. */
  namespace: z.string(),
  /** The uid of the record that it was made for. */
  uid: z.string(),
  foundAt: z.string(),
  /** `kept` is for a person to remove, `due` goes by itself at `dueAt`, and `remove` with the next look. */
  fate: z.enum(['kept', 'due', 'remove']),
  /** Why it is kept. */
  because: z.enum(['wasReady', 'unproven', 'paused', 'unreadable', 'notAllowed']).nullable(),
  /** The same for people; empty where it goes. */
  message: z.string(),
  dueAt: z.string().nullable(),
});
export type Leak = z.output<typeof Leak>;

/** Why something stays, by the reason. */
export const keptMessages = {
  wasReady: 'stays: it was ready once',
  unproven: 'stays: nothing proves that it is not in use',
  paused: 'stays: its record is paused',
  unreadable: 'stays: a record that cannot be read may know it',
  notAllowed: 'stays: leaks.remove is false',
} as const satisfies Record<NonNullable<Leak['because']>, string>;

/** What the list of leaks answers. */
export const LeakPage = z.object({ items: z.array(Leak) });

/** Which of them is to be removed at once. */
export const LeakRemoval = z.object({ id: z.string().min(1) });

/** What was left behind, and removing of it. Both look at vCD; a removal throws `OperatorRefusal`. */
export interface LeakDesk {
  list(signal: AbortSignal): Promise<readonly Leak[]>;
  remove(
    removal: { readonly id: string; readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<VerbResult>;
}
