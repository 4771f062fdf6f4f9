import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '#records/audit-entry.ts';
import { keyOf, type AnyRecord } from '#records/metadata.ts';
import { RecordDamaged } from '#store/errors.ts';
import type { AuditLog, RecordStore } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';

/** What is known of an action before it begins. */
export type AuditedAction = Pick<AuditEntry, 'source' | 'verb' | 'target' | 'request'>;

/** Who acts: the organization is a tenant's. */
export type AuditedActor = Pick<AuditEntry, 'org'> & { readonly actor: string };

/** What came of an action. */
export type AuditResult = NonNullable<AuditEntry['result']>;

/** One action under way, and what was noticed of it. */
interface Trail {
  readonly action: AuditedAction;
  readonly id: string;
  actor: AuditedActor | undefined;
  /** Settles when it is written down that the action begins, or could not be. */
  begun: Promise<void> | undefined;
  change: Pick<AuditEntry, 'record' | 'generation'>;
  /** The end that is written, or being written, already. */
  end: { readonly result: AuditResult; readonly written: Promise<void> } | undefined;
}

/** Texts of requests are kept to this length. */
const longestText = 300;

/**
 * Writes into the audit who does what. An action is written down before it changes anything, so that one which cannot be
 * written down is not done, and again with what came of it. The records that it changed are noticed at the store:
 * whoever acts need not tell.
 */
export class Auditor {
  readonly #audit: Pick<AuditLog, 'append'>;
  readonly #clock: () => Date;
  readonly #log: Logger;
  readonly #trails = new AsyncLocalStorage<Trail>();

  constructor(options: {
    readonly audit: Pick<AuditLog, 'append'>;
    readonly clock: () => Date;
    readonly log: Logger;
  }) {
    this.#audit = options.audit;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /**
   * Does the work of an action whose actor `actorIs` tells, and rethrows what it throws. It has been done when its end
   * cannot be written, so that is logged only; the audit shows an action without an end.
   */
  async run<T>(
    action: AuditedAction,
    work: () => Promise<T>,
    resultOf: (settled: PromiseSettledResult<T>) => AuditResult,
  ): Promise<T> {
    const change = { record: null, generation: null };
    const unknown = { actor: undefined, begun: undefined, end: undefined };
    const trail: Trail = { ...unknown, action, id: randomUUID(), change };
    const [settled] = await Promise.allSettled([this.#trails.run(trail, work)]);
    await this.#endWith(trail, resultOf(settled));
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  }

  /** Writes down that the present action begins. Throws `StoreUnavailable`: nothing must change then. */
  actorIs(actor: AuditedActor): Promise<void> {
    this.begin(actor);
    return this.begun();
  }

  /** The same without waiting: whoever changes something waits for `begun`, and may look at the world meanwhile. */
  begin(actor: AuditedActor): void {
    const trail = this.#trails.getStore();
    if (!trail || trail.begun) return;
    trail.actor = actor;
    trail.begun = this.#write(trail, { state: 'asked', result: null });
    // Whoever waits hears of it.
    trail.begun.catch(() => undefined);
  }

  /** Resolves when it is written down that the present action begins. Throws `StoreUnavailable`: nothing must change then. */
  async begun(): Promise<void> {
    await this.#trails.getStore()?.begun;
  }

  /**
   * Writes what comes of the present action into the same commit as what else is being written just now. For the last
   * writes of an action, when all that it changes is known.
   */
  conclude(result: AuditResult): Promise<void> {
    const trail = this.#trails.getStore();
    return trail ? this.#endWith(trail, result) : Promise.resolve();
  }

  /** The same store; what an action changes through it is in that action's end. */
  witness<R extends AnyRecord>(store: RecordStore<R>): RecordStore<R> {
    const note = (record: R, before: number) => {
      const trail = this.#trails.getStore();
      if (!trail) return;
      const key = keyOf(record);
      const earlier = trail.change.record === key ? trail.change.generation?.before : undefined;
      const generation = { before: earlier ?? before, after: record.metadata.generation };
      trail.change = { record: key, generation };
    };
    return {
      ...store,
      create: async (record, secrets) => {
        await this.begun();
        const created = await store.create(record, secrets);
        note(created, 0);
        return created;
      },
      updateSpec: async (record) => {
        await this.begun();
        const updated = await store.updateSpec(record);
        note(updated, record.metadata.generation);
        return updated;
      },
      remove: async (key) => {
        await this.begun();
        const present = await store.get(key).catch(unlessDamaged);
        await store.remove(key);
        if (present) note(present, present.metadata.generation);
      },
    };
  }

  /** Once, unless the action came to something else after all. */
  #endWith(trail: Trail, result: AuditResult): Promise<void> {
    const { end } = trail;
    if (end?.result.outcome === result.outcome && end.result.code === result.code) return end.written;
    const written = this.#writeEnd(trail, result);
    trail.end = { result, written };
    return written;
  }

  async #writeEnd(trail: Trail, result: AuditResult): Promise<void> {
    try {
      await this.#write(trail, { state: 'done', result });
    } catch (error) {
      const { request, verb } = trail.action;
      this.#log.error(
        { err: error, requestId: request, verb },
        'could not write the end of an action into the audit',
      );
    }
  }

  #write(trail: Trail, what: Pick<AuditEntry, 'state' | 'result'>): Promise<void> {
    const { actor } = trail;
    const { source, verb, target, request } = trail.action;
    return this.#audit.append({
      ...what,
      ...trail.change,
      action: trail.id,
      at: this.#clock().toISOString(),
      source,
      verb,
      target: target.slice(0, longestText),
      request: request?.slice(0, longestText) ?? null,
      actor: actor?.actor.slice(0, longestText) ?? null,
      org: actor?.org ?? null,
    });
  }
}

/** What cannot be read can be removed: then it is not known which generation it had. */
function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof RecordDamaged)) throw error;
}
