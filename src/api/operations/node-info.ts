import { ApiError } from '../errors.ts';
import { assertClusterName } from '../clusters/cluster-name.ts';
import { jsonResponse } from '../request.ts';
import { liveExports } from '../clusters/live-exports.ts';
import { visibleClusters } from '../callers/visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';
import type { Cluster } from '#records/cluster.ts';

/** vCD's status codes as people read them (contract of CSE 1.2.7, section 3.6). */
const statusTexts: ReadonlyMap<number, string> = new Map([
  [-1, 'Could not be created'],
  [0, 'Unresolved'],
  [1, 'Resolved'],
  [2, 'Deployed'],
  [3, 'Suspended'],
  [4, 'Powered on'],
  [5, 'Waiting for user input'],
  [6, 'Unknown state'],
  [7, 'Unrecognized state'],
  [8, 'Powered off'],
  [9, 'Inconsistent state'],
  [10, 'Children do not all have the same status'],
  [11, 'Upload initiated, OVF descriptor pending'],
  [12, 'Upload initiated, copying contents'],
  // With the blank that the original's own table has.
  [13, 'Upload initiated , disk contents pending'],
  [14, 'Upload has been quarantined'],
  [15, 'Upload quarantine period has expired'],
]);

const nodeTypes = { mstr: 'master', node: 'node', nfsd: 'nfsd' } as const;

/** `GET /api/cse/{cluster}/{node}/info`: one VM of a cluster as vCD shows it to the caller; numbers as strings. */
export function nodeInfo(dependencies: ReadDependencies): Operation {
  const { directory } = dependencies;
  return async function nodeInfo({ request, parameters }, signal) {
    const { cluster, node: name } = parameters;
    assertClusterName(cluster);
    const caller = await directory.identify(request.headers, signal);
    const [found] = await visibleClusters(dependencies, caller, cluster, signal);
    if (!found) throw new ApiError(500, `Cluster '${cluster}' not found.`);
    const vms = await directory.visibleVms(caller, found.vApp.id, signal);
    const vm = vms.find((candidate) => candidate.name === name);
    if (!vm) throw new ApiError(500, `Node '${name}' not found in cluster '${cluster}'`);

    const known = found.record?.status.nodes.find((node) => node.name === name);
    const type = Object.entries(nodeTypes).find(([prefix]) => name.startsWith(prefix))?.[1];
    return jsonResponse(200, {
      name,
      numberOfCpus: textOf(vm.cpus),
      memoryMB: textOf(vm.memoryMb),
      status: statusTexts.get(vm.status) ?? textOf(vm.status),
      ipAddress: vm.ipAddress ?? known?.ipAddress ?? '',
      ...(type !== undefined && { node_type: type }),
      ...(type === 'nfsd' && { exports: await exportsOf(dependencies, found.record, name, signal) }),
    });
  };
}

/** A cluster that has no record yet cannot be asked. */
async function exportsOf(
  { exportsPatienceMs: patienceMs, ...dependencies }: ReadDependencies,
  record: Cluster | undefined,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return record ? liveExports({ ...dependencies, patienceMs }, record, name, signal) : [];
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
