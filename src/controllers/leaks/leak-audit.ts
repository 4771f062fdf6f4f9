import { thingKinds, type Intent } from '#records/intent.ts';
import { splitKey, type RecordKey } from '#records/metadata.ts';
import { done, waiting, type Outcome } from '#runtime/outcome.ts';
import { dispositionOf } from '../disposition.ts';
import type { LeakDependencies } from './dependencies.ts';
import { judge, refusalToRemove, type Judgement } from './judge.ts';
import { readRecords, type KnownRecords } from './known-records.ts';
import { RemovalBrake } from './removal-brake.ts';
import { remove } from './remove.ts';
import { sight } from './sight.ts';
import type { RecordReading, Target } from './sighting.ts';
import { unknownBuilds, unknownTasks, unknownVApps, unknownVms } from './suspects.ts';

/** Something of ours in Cloud Director that no record accounts for, and what becomes of it. */
export interface Leak {
  readonly intent: Intent;
  readonly judgement: Extract<Judgement, { kind: 'kept' | 'due' | 'remove' }>;
}

/** What a look goes by: the lines that are written down, and the records. */
interface Look {
  readonly stored: ReadonlySet<string>;
  readonly records: RecordReading;
}

/** Longest time that a line is left alone between two looks of its own. */
const longestPauseMs = 3_600_000;
/** vCD deletes and undeploys within seconds, mostly. */
const nextStepMs = 2_000;

/**
 * Compares the ledger, the records and Cloud Director. `look` finds and reports; `reconcile` looks once more at what was
 * found and removes what is due. What it knows is in the ledger: a restart forgets nothing but the brake.
 */
export class LeakAudit {
  readonly #dependencies: LeakDependencies;
  readonly #brake: RemovalBrake;
  /** What is left behind, by the id of its line, as of the last look at it. */
  readonly #leaks = new Map<string, Leak>();
  readonly #fresh: RecordReading;
  /** Ends when the last look that was asked for has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(dependencies: LeakDependencies) {
    this.#dependencies = dependencies;
    this.#brake = new RemovalBrake(dependencies);
    this.#fresh = () => readRecords(dependencies);
  }

  /** Looks at everything and resolves to what is left behind; one look at a time, whoever asks. */
  async look(signal: AbortSignal): Promise<readonly Leak[]> {
    const look = this.#turn.then(() => this.#lookAtAll(signal));
    this.#turn = look.catch(() => undefined);
    await look;
    return [...this.#leaks.values()];
  }

  /** The keys of all that is to go now, after a look at everything. */
  async keys(signal: AbortSignal): Promise<readonly RecordKey[]> {
    const leaks = await this.look(signal);
    const due = leaks.filter(({ judgement }) => judgement.kind === 'remove');
    return [...new Set(due.map(({ intent }) => intent.record))];
  }

  /** The keys of lines that a record left behind when it went. */
  async keysOf(uid: string): Promise<readonly RecordKey[]> {
    const lines = await this.#dependencies.intents.list();
    const left = lines.filter((line) => line.uid === uid && line.deletedAt === null);
    return [...new Set(left.map(({ record }) => record))];
  }

  /** Looks again at all that a record, gone or not, has left behind, and removes what is due. */
  async reconcile(key: RecordKey, signal: AbortSignal): Promise<Outcome> {
    const lines = (await this.#dependencies.intents.list()).filter(({ record }) => record === key);
    let soonestMs = Infinity;
    for (const line of lines) soonestMs = Math.min(soonestMs, await this.#see(line, signal));
    return soonestMs === Infinity ? done : waiting('Deleting', Math.min(longestPauseMs, soonestMs));
  }

  /**
   * Removes at once what an operator names, whether it is due or not and whatever the policy. Resolves to why that
   * cannot be, if so.
   */
  async removeNow(
    id: string,
    { dryRun }: { readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const line = (await this.#dependencies.intents.list()).find((each) => each.id === id);
    if (!line) return 'it is not among what was left behind';
    const { seen, target } = await sight(this.#dependencies, line, this.#fresh, signal);
    const refusal = refusalToRemove(seen);
    if (refusal !== undefined || !target) return refusal ?? 'it is not there any more';
    if (!dryRun) await this.#begin(line, target, signal);
    return undefined;
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    const dependencies = this.#dependencies;
    // The world first: a record is older than what it asks for.
    const openTasks = await this.#orNone(() => dependencies.vcd.findOpenTasks(signal), signal);
    const vApps = [...(dependencies.listing()?.vApps.values() ?? [])];
    const records = await readRecords(dependencies);
    const lines = await dependencies.intents.list();
    const suspects = [
      ...unknownVApps(vApps, records, lines, dependencies),
      ...(await this.#orNone(() => unknownVms(vApps, records, dependencies, signal), signal)),
      ...(await this.#orNone(() => unknownBuilds(records, dependencies, signal), signal)),
    ];
    const known = new Set(lines.map(({ id }) => id));
    const open = lines.filter((line) => !isRecordsOwn(line, records));
    const look = { stored: known, records: async () => records };
    const judged = await this.#judgeAll(
      [...open, ...suspects.filter(({ id }) => !known.has(id))],
      look,
      signal,
    );

    const ours = new Set([...open, ...judged].map(({ uid }) => uid));
    const tasks = unknownTasks(openTasks, records, { ours, lines: open }, dependencies);
    await this.#judgeAll(tasks, look, signal);
    for (const id of this.#leaks.keys()) {
      const isOpen = [...open, ...suspects, ...tasks].some((line) => line.id === id);
      if (!isOpen) this.#leaks.delete(id);
    }
    this.#tell();
  }

  /** One question that vCD does not answer, or not to this account, must not hide the answers to the others. */
  async #orNone<T>(find: () => Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
    try {
      return await find();
    } catch (error) {
      signal.throwIfAborted();
      this.#dependencies.log.warn(
        { err: error },
        'A part of what may be left behind could not be looked for',
      );
      return [];
    }
  }

  /** The lines that tell of something that is left behind. What could not be looked at stays as it was. */
  async #judgeAll(lines: readonly Intent[], look: Look, signal: AbortSignal): Promise<readonly Intent[]> {
    const left: Intent[] = [];
    for (const line of lines) {
      try {
        const { judgement } = await this.#judge(line, look, signal);
        if (isLeft(judgement)) left.push(line);
      } catch (error) {
        signal.throwIfAborted();
        this.#dependencies.log.warn(
          { err: error, key: line.id },
          'What may be left behind could not be looked at',
        );
      }
    }
    return left;
  }

  /** One line: looked at, judged and seen to. Milliseconds until it is to be looked at again, Infinity for never. */
  async #see(line: Intent, signal: AbortSignal): Promise<number> {
    const look = { stored: new Set([line.id]), records: this.#fresh };
    const { judgement, target } = await this.#judge(line, look, signal);
    this.#tell();
    switch (judgement.kind) {
      case 'over':
      case 'kept':
        return Infinity;
      case 'open':
        return judgement.againInMs ?? Infinity;
      case 'due':
        return judgement.inMs;
      case 'remove': {
        if (!target) return Infinity;
        const inMs = this.#brake.take();
        if (inMs > 0) return inMs;
        return this.#removeOne(line, target, signal);
      }
    }
  }

  async #removeOne(line: Intent, target: Target, signal: AbortSignal): Promise<number> {
    try {
      await this.#dependencies.audited(line, () => this.#begin(line, target, signal));
    } catch (error) {
      const outcome = dispositionOf(error);
      if (outcome?.kind === 'waiting') return outcome.requeueAfterMs;
      if (outcome?.kind !== 'stalled') throw error;
      const { kind, name } = line.thing;
      this.#dependencies.log.error(
        { err: error, key: line.id, kind, name },
        'Cloud Director lets it not be removed',
      );
      return longestPauseMs;
    }
    return nextStepMs;
  }

  async #begin(line: Intent, target: Target, signal: AbortSignal): Promise<void> {
    const { intents, clock, log } = this.#dependencies;
    const { kind, name } = line.thing;
    log.info({ key: line.id, kind, name }, 'Removing what was left behind');
    await remove(this.#dependencies, target, signal);
    const at = clock().toISOString();
    await intents.put([{ ...line, deletedAt: at, foundAt: line.foundAt ?? at }]);
  }

  async #judge(
    line: Intent,
    { stored, records }: Look,
    signal: AbortSignal,
  ): Promise<{ readonly judgement: Judgement; readonly target: Target | undefined }> {
    const { policy, clock, intents } = this.#dependencies;
    const { seen, target } = await sight(this.#dependencies, line, records, signal);
    const judgement = judge({ intent: line, seen, policy, now: clock() });
    if (isLeft(judgement)) {
      const intent = line.foundAt === null ? await this.#report(line, judgement, target) : line;
      this.#leaks.set(line.id, { intent, judgement });
    } else {
      this.#leaks.delete(line.id);
      if (judgement.kind === 'over' && stored.has(line.id)) await intents.end([line.id]);
    }
    return { judgement, target };
  }

  /** Once for each thing: in the log, in the audit, in the history of its record where it has one. */
  async #report(line: Intent, judgement: Leak['judgement'], target: Target | undefined): Promise<Intent> {
    const { intents, events, noteFound, clock, log } = this.#dependencies;
    const found = { ...withId(line, target), foundAt: clock().toISOString() };
    await intents.put([found]);
    const { kind, name } = line.thing;
    log.warn(
      { kind, name, namespace: splitKey(line.record).namespace, key: line.id, reason: reasonOf(judgement) },
      'Something of ours has no record',
    );
    await noteFound(found);
    const message = `${kind} '${name}' is in Cloud Director and this record does not know it`;
    await events.record({ key: line.record, uid: line.uid, type: 'Warning', reason: 'LeftBehind', message });
    return found;
  }

  #tell(): void {
    const leaks = [...this.#leaks.values()];
    for (const kind of thingKinds)
      this.#dependencies.count(kind, leaks.filter(({ intent }) => intent.thing.kind === kind).length);
  }
}

function reasonOf(judgement: Leak['judgement']): string {
  return judgement.kind === 'kept' ? judgement.because : judgement.kind;
}

function isLeft(judgement: Judgement): judgement is Leak['judgement'] {
  return judgement.kind === 'kept' || judgement.kind === 'due' || judgement.kind === 'remove';
}

/** A line that its record has written and that it still accounts for: nobody else needs to look. */
function isRecordsOwn({ uid, origin, deletedAt }: Intent, records: KnownRecords): boolean {
  if (origin !== 'record' || deletedAt !== null) return false;
  return (
    records.clusterOf(uid) !== undefined || records.templates.some(({ metadata }) => metadata.uid === uid)
  );
}

/** The line with what vCD calls the thing, now that it is known: from here on it is this one and no other. */
function withId(line: Intent, target: Target | undefined): Intent {
  const { thing } = line;
  if (thing.kind === 'vApp' && target?.kind === 'vApp')
    return { ...line, thing: { ...thing, vAppId: target.vAppId } };
  return line;
}
