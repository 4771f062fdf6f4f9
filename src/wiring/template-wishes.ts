import { randomUUID } from 'node:crypto';
import type { BrokerConfig, TemplateConfig } from '#config/config.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { emptyTemplateStatus, type Template, type TemplateSpec } from '#records/template.ts';
import { StoreConflict } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';

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
        uid: randomUUID(),
        finalizers: [cleanupFinalizer],
      };
      await templates.create({ metadata, spec, status: emptyTemplateStatus });
    } else if (record.metadata.deletionTimestamp === undefined) {
      const { paused, build } = record.spec;
      await updateSpec(templates, record, { ...spec, paused, ...(build && { build }) });
    }
  }
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
