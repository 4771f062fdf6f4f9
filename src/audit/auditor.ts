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
  change: Pick<AuditEntry, 'record' | 'generation'>;
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
    const trail: Trail = { action, id: randomUUID(), actor: undefined, change };
    const [settled] = await Promise.allSettled([this.#trails.run(trail, work)]);
    await this.#writeEnd(trail, resultOf(settled));
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  }

  /** Writes down that the present action begins. Throws `StoreUnavailable`: nothing must change then. */
  async actorIs(actor: AuditedActor): Promise<void> {
    const trail = this.#trails.getStore();
    if (!trail || trail.actor) return;
    await this.#write(trail, actor, { state: 'asked', result: null });
    trail.actor = actor;
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
      async create(record, secrets) {
        const created = await store.create(record, secrets);
        note(created, 0);
        return created;
      },
      async updateSpec(record) {
        const updated = await store.updateSpec(record);
        note(updated, record.metadata.generation);
        return updated;
      },
      async remove(key) {
        const present = await store.get(key).catch(unlessDamaged);
        await store.remove(key);
        if (present) note(present, present.metadata.generation);
      },
    };
  }

  async #writeEnd(trail: Trail, result: AuditResult): Promise<void> {
    try {
      await this.#write(trail, trail.actor, { state: 'done', result });
    } catch (error) {
      const { request, verb } = trail.action;
      this.#log.error(
        { err: error, requestId: request, verb },
        'could not write the end of an action into the audit',
      );
    }
  }

  #write(
    trail: Trail,
    actor: AuditedActor | undefined,
    what: Pick<AuditEntry, 'state' | 'result'>,
  ): Promise<void> {
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
