import { isA, propertiesOf, referencesIn } from './managed-objects.ts';
import type { VimFilter, VimObjectSpec, VimPropertySpec, VimTraversal } from './property-specs.ts';
import type { VCenterContext } from './vcenter-context.ts';
import { objectNotFound, VimFault } from './vim-fault.ts';
import type { VimSession } from './vim-sessions.ts';
import type { VimReference, VimValue } from './vim-values.ts';
import { any, list, object, text } from './vim-values.ts';
import type { ObjectProperties } from './vm-object.ts';

interface Selected {
  readonly reference: VimReference;
  readonly properties: ObjectProperties;
}

/** What a filter finds (vSphere API, ObjectContent). Throws `ManagedObjectNotFound` for a start that is not there. */
export function collect(
  context: VCenterContext,
  session: VimSession,
  filter: VimFilter,
): readonly { readonly object: VimReference; readonly content: VimValue }[] {
  const selected = filter.objects.flatMap((spec) => select(context, session, spec));
  const unique = new Map(selected.map((each) => [`${each.reference.type}:${each.reference.id}`, each]));
  return [...unique.values()].flatMap((each) => {
    const spec = filter.properties.find(({ type }) => isA(each.reference.type, type));
    return spec ? [{ object: each.reference, content: contentOf(each, spec) }] : [];
  });
}

function select(context: VCenterContext, session: VimSession, spec: VimObjectSpec): readonly Selected[] {
  const properties = propertiesOf(context, session, spec.object);
  if (!properties) throw objectNotFound(spec.object);
  const start = { reference: spec.object, properties };
  const reached = follow({ context, session, spec, seen: new Set() }, start, spec.traversals);
  return spec.skip ? reached : [start, ...reached];
}

interface Walk {
  readonly context: VCenterContext;
  readonly session: VimSession;
  readonly spec: VimObjectSpec;
  /** Traversals may lead in circles. */
  readonly seen: Set<string>;
}

function follow(walk: Walk, from: Selected, traversals: readonly VimTraversal[]): readonly Selected[] {
  return traversals.flatMap((each) => {
    const traversal = each.kind === 'name' ? walk.spec.named.get(each.name) : each;
    if (traversal?.kind !== 'path' || !isA(from.reference.type, traversal.type)) return [];
    const step = `${from.reference.id} ${traversal.type}.${traversal.path} ${traversal.name ?? ''}`;
    if (walk.seen.has(step)) return [];
    walk.seen.add(step);
    return referencesIn(from.properties[traversal.path]?.()).flatMap((reference) => {
      const properties = propertiesOf(walk.context, walk.session, reference);
      if (!properties) return [];
      const reached = { reference, properties };
      const further = follow(walk, reached, traversal.next);
      return traversal.skip ? further : [reached, ...further];
    });
  });
}

/** What cannot be told is in the missing set, and the answer is none the worse for it. */
function contentOf({ reference, properties }: Selected, { all, paths }: VimPropertySpec): VimValue {
  const found: VimValue[] = [];
  const missing: VimValue[] = [];
  for (const path of all ? Object.keys(properties) : paths) {
    const value = valueAt(properties, path);
    if (value === 'unknown') missing.push(missingProperty(path));
    else if (value) found.push(object('DynamicProperty', { name: text(path), val: any(value) }));
  }
  return object('ObjectContent', {
    obj: reference,
    propSet: list('DynamicProperty', found),
    missingSet: list('MissingProperty', missing),
  });
}

function missingProperty(path: string): VimValue {
  return object('MissingProperty', {
    path: text(path),
    fault: object('LocalizedMethodFault', {
      fault: object('InvalidProperty', { name: text(path) }),
      localizedMessage: text(''),
    }),
  });
}

/** One property of an object, as `Fetch` wants it. Throws `InvalidProperty` for one that its type does not have. */
export function propertyOf(properties: ObjectProperties, path: string): VimValue | undefined {
  const value = valueAt(properties, path);
  if (value === 'unknown') throw new VimFault('InvalidProperty', '', { name: text(path) });
  return value;
}

/** `guest.toolsStatus`, `config.extraConfig["guestinfo.a"].value`; undefined for what is not set. */
function valueAt(properties: ObjectProperties, path: string): VimValue | 'unknown' | undefined {
  const [first = '', ...rest] = path.match(/[^.[\]]+|\["[^"]*"\]/g) ?? [];
  if (!Object.hasOwn(properties, first)) return 'unknown';
  let value = properties[first]?.();
  for (const step of rest) {
    const next = stepInto(value, step);
    if (next === 'unknown') return next;
    value = next;
  }
  return value;
}

function stepInto(value: VimValue | undefined, step: string): VimValue | 'unknown' | undefined {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'object':
      return Object.hasOwn(value.fields, step) ? value.fields[step] : 'unknown';
    case 'list': {
      const key = /^\["(.*)"\]$/.exec(step)?.[1];
      return value.items.find(
        (item) =>
          item.kind === 'object' && item.fields['key']?.kind === 'scalar' && item.fields['key'].text === key,
      );
    }
    case 'any':
      return stepInto(value.value, step);
    case 'scalar':
    case 'reference':
      return 'unknown';
  }
}
