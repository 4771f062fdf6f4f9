import { randomUUID } from 'node:crypto';
import { emptyTemplateStatus, type Template, type TemplateSpec } from '#records/template.ts';
import type { NewRecord } from '#store/record-store.ts';

/** A template that is about to be stored; a name is enough. */
export function newTemplate(
  name: string,
  changes: {
    readonly metadata?: Partial<NewRecord<Template>['metadata']>;
    readonly spec?: Partial<TemplateSpec>;
    readonly status?: Partial<Template['status']>;
  } = {},
): NewRecord<Template> {
  return {
    metadata: { name, namespace: 'acme', uid: randomUUID(), ...changes.metadata },
    spec: {
      org: 'acme',
      catalog: 'images',
      catalogItem: name,
      description: '',
      isDefault: false,
      position: 0,
      cpu: 2,
      memoryMb: 2048,
      guestBackend: 'guestinfo',
      kubernetesVersion: 'v1.36.3',
      cni: 'calico',
      paused: false,
      ...changes.spec,
    },
    status: { ...emptyTemplateStatus, ...changes.status },
  };
}
