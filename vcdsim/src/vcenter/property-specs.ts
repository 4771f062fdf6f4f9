import type { XmlElement } from '../xml/read.ts';
import { find, findAll, flagIn, needText, need, readReference, textIn } from './soap.ts';
import type { VimReference } from './vim-values.ts';

/** vSphere API, PropertyFilterSpec: what to look at and what to tell of it. */
export interface VimFilter {
  readonly properties: readonly VimPropertySpec[];
  readonly objects: readonly VimObjectSpec[];
}

/** Which properties of a type are wanted. */
export interface VimPropertySpec {
  readonly type: string;
  readonly all: boolean;
  readonly paths: readonly string[];
}

/** Which objects are looked at. */
export interface VimObjectSpec {
  readonly object: VimReference;
  /** Look at what it leads to and not at itself. */
  readonly skip: boolean;
  readonly traversals: readonly VimTraversal[];
  /** Every traversal of this specification that has a name. */
  readonly named: ReadonlyMap<string, VimTraversal>;
}

/** From objects of a type over one of their properties to others; a name alone stands for a traversal elsewhere. */
export type VimTraversal =
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'path';
      readonly name: string | undefined;
      readonly type: string;
      readonly path: string;
      readonly skip: boolean;
      readonly next: readonly VimTraversal[];
    };

/** Reads a `PropertyFilterSpec`. */
export function readFilter(spec: XmlElement): VimFilter {
  return {
    properties: findAll(spec, 'propSet').map((propSet) => ({
      type: needText(propSet, 'type').trim(),
      all: flagIn(propSet, 'all'),
      paths: findAll(propSet, 'pathSet').map((path) => path.text.trim()),
    })),
    objects: findAll(spec, 'objectSet').map((objectSet) => {
      const traversals = findAll(objectSet, 'selectSet').map(readTraversal);
      return {
        object: readReference(need(objectSet, 'obj')),
        skip: flagIn(objectSet, 'skip'),
        traversals,
        named: new Map(traversals.flatMap(namedIn)),
      };
    }),
  };
}

function readTraversal(element: XmlElement): VimTraversal {
  const name = textIn(element, 'name')?.trim();
  if (!find(element, 'path')) return { kind: 'name', name: name ?? '' };
  return {
    kind: 'path',
    name,
    type: needText(element, 'type').trim(),
    path: needText(element, 'path').trim(),
    skip: flagIn(element, 'skip'),
    next: findAll(element, 'selectSet').map(readTraversal),
  };
}

function namedIn(traversal: VimTraversal): readonly (readonly [string, VimTraversal])[] {
  if (traversal.kind === 'name') return [];
  const own = traversal.name === undefined ? [] : [[traversal.name, traversal] as const];
  return [...own, ...traversal.next.flatMap(namedIn)];
}
