import type { Config } from '#config/config.ts';
import type { Guests } from '#guest/guest-backend.ts';
import { ImageCache } from '#images/image-cache.ts';
import { buildOf } from '#machines/template-guards.ts';
import type { Cluster } from '#records/cluster.ts';
import { recordKey, splitKey, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { startManager, type ControllerPlan } from '#runtime/manager.ts';
import type { EventLog, IntentLedger, RecordStore, SecretStore } from '#store/record-store.ts';
import { StoreUnavailable } from '#store/errors.ts';
import type { Logger } from '#telemetry/logger.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { templateController, type TemplateSurroundings } from './template-controller.ts';

/** What an installation needs to make templates, or to take them away, in its own process. */
export interface TemplateWorkshop {
  readonly config: Config;
  readonly store: {
    readonly templates: RecordStore<Template>;
    readonly clusters: Pick<RecordStore<Cluster>, 'list'>;
    readonly events: EventLog;
    readonly secrets: SecretStore;
    readonly intents: Pick<IntentLedger, 'settle'>;
  };
  readonly vcd: TemplateSurroundings['vcd'];
  readonly guests: Guests;
  readonly sharedPasswords: ReadonlyMap<string, string>;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Told of every change that a person would want to see; called often while something large moves. */
  readonly onProgress: (progress: TemplateProgress) => void;
}

/** How far the making of one template has come. */
export interface TemplateProgress {
  readonly template: string;
  /** A state of the template machine (docs/machines/template.md). */
  readonly phase: string;
  /** What it waits for, in a few words; empty when the phase says it all. */
  readonly message: string;
  /** Bytes of the image, in the phases that move them. */
  readonly moved: { readonly done: number; readonly total: number } | undefined;
}

/** Names of the configuration's templates that are meant. Throws a `TypeError` for a name that none of them has. */
export function chosenTemplates({ broker }: Config, select: readonly string[] | 'all'): readonly string[] {
  const known = broker.templates.map(({ name }) => name);
  if (select === 'all') return known;
  const strange = select.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new TypeError(`there is no template '${strange}' in the configuration, but ${known.join(', ')}`);
  }
  return select;
}

/**
 * Runs the template controller over these templates until `verdict` has something to say of each. A record that goes is
 * asked about as undefined. Rejects with the signal's reason, and with `StoreUnavailable` when nothing can be recorded any
 * more; what has been begun then is gone on with another time.
 */
export async function untilSettled<V>(
  workshop: TemplateWorkshop,
  names: readonly string[],
  verdict: (template: Template | undefined) => V | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, V>> {
  const { config, store, log } = workshop;
  const verdicts = new Map<string, V>();
  if (names.length === 0) return verdicts;
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  await using running = new AsyncDisposableStack();
  const images = running.use(new ImageCache({ directory: config.store.cacheDirectory, log }));
  const plan = templateController(config, { ...workshop, ...store, images });
  let refusal: StoreUnavailable | undefined;
  const watched: ControllerPlan = {
    ...plan,
    async reconcile(...given) {
      try {
        return await plan.reconcile(...given);
      } catch (error) {
        // A server waits until its disk has room again; whoever installs is to hear of it.
        if (error instanceof StoreUnavailable) {
          refusal ??= error;
          over.abort();
        }
        throw error;
      }
    },
  };
  running.use(
    startManager({
      controllers: [only(names, config.broker.org, watched)],
      resyncMs: config.limits.resyncMs,
      stopGraceMs: config.deadlines.stopMs,
      log,
      metrics: createMetrics(),
    }),
  );

  const { revision } = await store.templates.list();
  for (const name of names) {
    const template = await store.templates.get(recordKey('Template', config.broker.org, name));
    note(name, template);
  }
  for await (const { kind, record } of store.templates.watch(revision, ends)) {
    if (names.includes(record.metadata.name) && record.metadata.namespace === config.broker.org) {
      note(record.metadata.name, kind === 'gone' ? undefined : record);
    }
  }
  signal.throwIfAborted();
  if (refusal) throw refusal;
  return verdicts;

  function note(name: string, template: Template | undefined): void {
    if (verdicts.has(name)) return;
    if (template) tell(workshop, template);
    const found = verdict(template);
    if (found !== undefined) verdicts.set(name, found);
    if (verdicts.size === names.length) over.abort();
  }
}

function tell({ onProgress }: TemplateWorkshop, template: Template): void {
  const { metadata, status } = template;
  if (status.phase === undefined) return;
  const { fetched, uploaded } = buildOf(template) ?? {};
  const moved = { fetchingImage: fetched, uploadingImage: uploaded }[status.phase];
  const message = status.lastError?.message ?? status.waiting?.message ?? '';
  onProgress({ template: metadata.name, phase: status.phase, message, moved });
}

function only(names: readonly string[], org: string, plan: ControllerPlan): ControllerPlan {
  const isMeant = (key: RecordKey) => {
    const { namespace, name } = splitKey(key);
    return namespace === org && names.includes(name);
  };
  return {
    ...plan,
    async *changes(signal) {
      for await (const key of plan.changes(signal)) if (isMeant(key)) yield key;
    },
    async listKeys(signal) {
      return (await plan.listKeys(signal)).filter(isMeant);
    },
  };
}
