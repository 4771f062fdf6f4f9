import { recordKey } from '#records/metadata.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { nodesBody } from '../support/node-requests.ts';
import type { DirectTenant } from './direct-tenant.ts';
import { putImage, removeTemplate, wishForBuild } from './made-template.ts';
import type { Promises } from './promises.ts';
import type { Stage } from './stage.ts';
import type { Deed } from './story.ts';

/** Who does something in a story. */
export interface People {
  readonly alice: DirectTenant;
  readonly admin: DirectTenant;
}

/** Does it: asks and does not wait for the answer, which `promises` hears. What operators do is done when it resolves. */
export async function doDeed(
  deed: Deed,
  {
    stage,
    people,
    promises,
  }: { readonly stage: Stage; readonly people: People; readonly promises: Promises },
): Promise<void> {
  const { alice, admin } = people;
  switch (deed.act) {
    case 'create': {
      const { cluster, workers, keep } = deed;
      const body = createBody(cluster, { node_count: workers, disable_rollback: keep });
      return promises.asked(deed, alice.call('POST', '/api/cse', body));
    }
    case 'addNodes': {
      const { cluster, count } = deed;
      const body = nodesBody(cluster, { node_count: count });
      return promises.asked(deed, alice.call('POST', `/api/cse/${cluster}/node`, body));
    }
    case 'deleteNode': {
      const { cluster, which } = deed;
      const node = await workerOf(stage, cluster, which);
      if (node === undefined) return;
      const body = { name: cluster, vdc: 'acme-vdc', nodes: [node] };
      return promises.asked(deed, alice.call('DELETE', `/api/cse/${cluster}/node`, body), node);
    }
    case 'delete':
      return promises.asked(deed, alice.call('DELETE', `/api/cse/${deed.cluster}`));
    case 'ask': {
      const { cluster, what } = deed;
      const paths = { list: '', info: `/${cluster}/info`, config: `/${cluster}/config`, system: '/system' };
      return promises.asked(deed, alice.call('GET', `/api/cse${paths[what]}`));
    }
    case 'switch':
      return promises.asked(deed, admin.call('PUT', '/api/cse/system', { enabled: deed.enabled }));
    case 'operate':
      return asOperator(stage, () => stage.operate(deed.verb, recordKey('Cluster', 'acme', deed.cluster)));
    case 'build':
      return asOperator(stage, async () => {
        const { build: id, replace } = deed;
        const templates = stage.store?.templates;
        // A removal has taken it out of the cache.
        await putImage(stage.config);
        if (templates && (await wishForBuild(templates, { id, replace }))) promises.wished(id);
      });
    case 'removeTemplate':
      return asOperator(stage, async () => {
        if (stage.store) await removeTemplate(stage.store.templates);
      });
  }
}

/** Does it in the running process, unless that ends meanwhile. Nothing for it to be done to is no fault. */
async function asOperator(stage: Stage, act: () => Promise<void>): Promise<void> {
  const acted = act().catch((error: unknown) => stage.note(`  ${String(error)}`));
  await stage.until(Promise.race([acted, stage.nextEnd()]));
}

async function workerOf(stage: Stage, cluster: string, which: number): Promise<string | undefined> {
  const found = (await stage.clusters()).find(({ metadata }) => metadata.name === cluster);
  const workers = found?.status.nodes.filter(({ role }) => role === 'worker') ?? [];
  return workers[which % workers.length]?.name;
}
