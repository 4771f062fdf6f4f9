import { z } from 'zod';
import { ClusterSpec } from '#records/cluster.ts';
import { recordKey, type AnyRecord } from '#records/metadata.ts';
import { TemplateSpec } from '#records/template.ts';
import { OperatorRefusal } from './refusal.ts';
import {
  nameOf,
  note,
  storeOf,
  VerbResult,
  type KnownRecord,
  type Operator,
  type VerbDependencies,
} from './verbs.ts';

/** What an application changes: the wish before and after it. */
export const ApplyResult = VerbResult.extend({ before: z.looseObject({}), after: z.looseObject({}) });
export type ApplyResult = z.output<typeof ApplyResult>;

/** A record as an operator writes it into a file; metadata that the store makes itself is left alone. */
const Wished = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('Cluster'), metadata: wishedMetadata(), spec: ClusterSpec }),
  z.object({ kind: z.literal('Template'), metadata: wishedMetadata(), spec: TemplateSpec }),
]);

function wishedMetadata() {
  return z.object({
    name: z.string().min(1),
    namespace: z.string().min(1),
    labels: z.record(z.string(), z.string()).default({}),
    /** Where it is given, the change is refused when somebody else changed the record since. */
    resourceVersion: z.string().optional(),
  });
}

/** Makes the record say what the file says. Only a record that is there can be changed: new ones are made by requests and the configuration. */
export async function applyRecord(
  dependencies: VerbDependencies,
  request: { readonly wished: unknown; readonly operator: Operator; readonly dryRun: boolean },
): Promise<ApplyResult> {
  const parsed = Wished.safeParse(request.wished);
  if (!parsed.success) throw new OperatorRefusal('invalid', z.prettifyError(parsed.error));
  const wished = parsed.data;
  const key = recordKey(wished.kind, wished.metadata.namespace, wished.metadata.name);
  const present = await storeOf(dependencies, key).get(key);
  if (!present) throw new OperatorRefusal('notFound', `there is no ${nameOf(key)} to change`);
  const { resourceVersion, labels } = wished.metadata;
  if (resourceVersion !== undefined && resourceVersion !== present.metadata.resourceVersion)
    throw new OperatorRefusal('conflict', `${nameOf(key)} was changed since the file was made; get it again`);

  const next = { ...present, metadata: { ...present.metadata, labels }, spec: wished.spec } as KnownRecord; // kinds agree: found by key
  const shown = { before: wishOf(present), after: wishOf(next) };
  const same = JSON.stringify(shown.before) === JSON.stringify(shown.after);
  const generation = present.metadata.generation;
  if (same || request.dryRun) {
    const message = same ? `${nameOf(key)} says that already` : `${nameOf(key)} would be changed`;
    return {
      outcome: same ? 'unchanged' : 'changed',
      message,
      generation: { before: generation, after: generation },
      ...shown,
    };
  }
  const { name, via } = request.operator;
  await note(dependencies.events, present, key, `${name} (${via}): apply`);
  const after =
    next.kind === 'Cluster'
      ? await dependencies.clusters.updateSpec(next)
      : await dependencies.templates.updateSpec(next);
  return {
    outcome: 'changed',
    message: `${nameOf(key)} is changed`,
    generation: { before: generation, after: after.metadata.generation },
    ...shown,
  };
}

/** Which record an application names, for the audit; it may not even be one. */
export function applyTarget(wished: unknown): string {
  const named = Wished.safeParse(wished);
  if (!named.success) return 'no record';
  const { kind, metadata } = named.data;
  return recordKey(kind, metadata.namespace, metadata.name);
}

function wishOf({ kind, metadata, spec }: AnyRecord): Record<string, unknown> {
  return {
    kind,
    metadata: { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels },
    spec,
  };
}
