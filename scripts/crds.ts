/**
 * Writes `crds/*.yaml`, and the Helm chart's copies of them, from the record schemas. Kubernetes wants structural
 * schemas: no `additionalProperties: false`, no `$schema`, and resources named in the plural.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ClusterSpec, ClusterStatus } from '#records/cluster.ts';
import { apiVersion } from '#records/metadata.ts';
import { TemplateSpec, TemplateStatus } from '#records/template.ts';

interface KindDescription {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly spec: z.ZodType;
  readonly status: z.ZodType;
  readonly columns: readonly { name: string; type: string; jsonPath: string; priority?: number }[];
}

const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const ready = { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' };
const phase = { name: 'Phase', type: 'string', jsonPath: '.status.phase' };

const descriptions: readonly KindDescription[] = [
  {
    kind: 'Cluster',
    plural: 'clusters',
    shortNames: ['kc'],
    spec: ClusterSpec,
    status: ClusterStatus,
    columns: [ready, phase, { name: 'Endpoint', type: 'string', jsonPath: '.status.endpoint' }, age],
  },
  {
    kind: 'Template',
    plural: 'templates',
    shortNames: ['kt'],
    spec: TemplateSpec,
    status: TemplateStatus,
    columns: [ready, { name: 'Item', type: 'string', jsonPath: '.spec.catalogItem' }, age],
  },
];

/** The CRD of one kind as a plain object. */
function customResourceDefinition(description: KindDescription): object {
  const [group = '', version = ''] = apiVersion.split('/');
  const { kind, plural, shortNames, spec, status, columns } = description;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        shortNames,
        listKind: `${kind}List`,
        categories: ['cse'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              required: ['spec'],
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: structural(spec),
                status: structural(status),
              },
            },
          },
        },
      ],
    },
  };
}

/** The OpenAPI form of a schema, as users write it, without what a structural schema forbids. */
function structural(schema: z.ZodType): object {
  const { $schema: _dialect, ...openApi } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });
  return withoutClosedObjects(openApi) as object;
}

function withoutClosedObjects(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutClosedObjects);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => !(key === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutClosedObjects(value)]));
}

export function crdFiles(): Map<string, string> {
  const header = '# Generated from src/records by scripts/crds.ts; do not edit.\n';
  return new Map(
    descriptions.map((description) => [
      `${apiVersion.split('/')[0]}_${description.plural}.yaml`,
      header +
        stringify(customResourceDefinition(description), { lineWidth: 0, aliasDuplicateObjects: false }),
    ]),
  );
}

/** Helm reads nothing outside of the chart. */
export const crdFolders = ['crds', 'charts/cse/crds'] as const;

if (import.meta.main) {
  for (const folder of crdFolders) {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of crdFiles()) await writeFile(`${folder}/${name}`, text);
  }
}
