import { createHash } from 'node:crypto';
import type { BrokerConfig, TemplateConfig } from '#config/config.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { emptyTemplateStatus, type Template, type TemplateSpec } from '#records/template.ts';
import { StoreConflict, StoreExists } from '#store/errors.ts';
import type { NewRecord, RecordStore } from '#store/record-store.ts';

/** Makes the template records say what the operator's configuration says: new ones, changed ones, none that were taken out. */
export async function wishForTemplates(
  templates: RecordStore<Template>,
  broker: BrokerConfig,
): Promise<void> {
  const offered = new Set(broker.templates.map((template) => template.name));
  const { items } = await templates.list();
  for (const record of items) {
    if (record.metadata.namespace !== broker.org || !offered.has(record.metadata.name)) {
      await templates.remove(keyOf(record));
    }
  }
  for (const [position, template] of broker.templates.entries()) {
    const spec = templateSpec(broker, template, position);
    const record = items.find(
      ({ metadata }) => metadata.namespace === broker.org && metadata.name === template.name,
    );
    if (!record) {
      const metadata = {
        name: template.name,
        namespace: broker.org,
        uid: templateUid(broker.org, template.name),
        finalizers: [cleanupFinalizer],
      };
      await createUnlessThere(templates, { metadata, spec, status: emptyTemplateStatus });
    } else if (record.metadata.deletionTimestamp === undefined) {
      const { paused, build } = record.spec;
      await updateSpec(templates, record, { ...spec, paused, ...(build && { build }) });
    }
  }
}

/** One that is there without being in the list cannot be read: the others go on without it. */
async function createUnlessThere(
  templates: RecordStore<Template>,
  record: NewRecord<Template>,
): Promise<void> {
  try {
    await templates.create(record);
  } catch (error) {
    if (!(error instanceof StoreExists)) throw error;
  }
}

/** The same for the same name, so that it is the same again where the database is lost (RFC 9562, version 8). */
function templateUid(org: string, name: string): string {
  const hex = createHash('sha256').update(`Template/${org}/${name}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '', 16) % 4];
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** Writes the spec, over whatever else is written to the record meanwhile. */
export async function updateSpec(
  templates: RecordStore<Template>,
  record: Template,
  spec: TemplateSpec,
): Promise<void> {
  for (let current: Template | undefined = record; current; current = await templates.get(keyOf(record))) {
    try {
      await templates.updateSpec({ ...current, spec });
      return;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}

function templateSpec(broker: BrokerConfig, template: TemplateConfig, position: number): TemplateSpec {
  return {
    org: broker.org,
    catalog: broker.catalog,
    catalogItem: template.catalogItem,
    description: template.description,
    isDefault: template.name === broker.defaultTemplate,
    position,
    cpu: template.cpu,
    memoryMb: template.memoryMb,
    guestBackend: template.guestBackend,
    kubernetesVersion: template.kubernetesVersion,
    cni: template.cni,
    paused: false,
    recipe: {
      image: {
        name: template.sourceOvaName,
        url: template.sourceOva,
        checksum: template.checksum,
      },
      temporaryVApp: {
        name: template.tempVApp,
        vdc: broker.vdc,
        network: broker.network,
        ipAllocation: broker.ipAllocationMode,
        storageProfile: broker.storageProfile,
        cleanup: template.cleanup,
      },
    },
  };
}
