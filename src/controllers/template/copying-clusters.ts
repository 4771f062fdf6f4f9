import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { ClusterPhase } from '#machines/cluster.ts';

/** Phases in which vCD is, or is about to be, asked to copy machines from a template. */
const copyingPhases: readonly ClusterPhase[] = [
  'planningNodes',
  'composingVApp',
  'planningNewNodes',
  'composingNewNodes',
];

/**
 * Names of the clusters whose machines are being copied from the template just now. Those that wait until a template is
 * offered do not copy: they go on with whatever is there then.
 */
export function copyingClusters(template: Template, clusters: readonly Cluster[]): readonly string[] {
  return clusters
    .filter(({ spec, status }) => {
      const machines = [spec.controlPlane, ...spec.pools];
      return (
        machines.some((machine) => machine.template === template.metadata.name) &&
        copyingPhases.some((phase) => phase === status.phase) &&
        status.waiting?.reason !== 'TemplateNotReady'
      );
    })
    .map(({ metadata }) => metadata.name);
}
