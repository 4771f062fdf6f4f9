/**
 * `node bench/rig/crowded-vcdsim.ts AMQP_URL MODEL`: a vcdsim with a second door, where `POST /COUNT` makes that many more of
 * the one cluster that it holds, at once: making ten thousand through the API would take an hour.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { startVcdsim, type ModelInput, type Simulator } from 'vcdsim';
import { parse } from 'yaml';
import { crowdId, crowdName } from './crowd-ids.ts';

const [amqpUrl = '', modelFile = ''] = process.argv.slice(2);
const model: ModelInput = parse(await readFile(modelFile, 'utf8'));
const sim = await startVcdsim({ amqpUrl, model, guests: 'instant', bootMs: 0 });
const door = createServer((request, response) => {
  crowd(sim, Number(request.url?.slice(1)));
  response.end();
});
door.listen(0, '127.0.0.1', () => {
  const address = door.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`${sim.url} crowd at http://127.0.0.1:${port}\n`);
});
process.once('SIGTERM', () => {
  door.close();
  void sim[Symbol.asyncDispose]();
});

/** What the copies share (ExtraConfig, hardware) is never changed at rest. */
function crowd({ inventory }: Simulator, count: number): void {
  const template = [...inventory.vApps.values()].find((vApp) => vApp.metadata.has('GENERAL:cse.cluster.id'));
  if (!template) throw new Error('there is no cluster to make more of');
  const mark = template.metadata.get('GENERAL:cse.cluster.id');
  const vms = inventory.vmsOf(template);
  for (let n = 1; n <= count; n += 1) {
    const vmIds = vms.map((_, index) => crowdId(n, `vm ${index}`));
    const vAppId = crowdId(n, 'vApp');
    const metadata = new Map(template.metadata);
    if (mark) metadata.set('GENERAL:cse.cluster.id', { ...mark, value: crowdId(n, 'cluster') });
    inventory.vApps.set(vAppId, {
      ...template,
      id: vAppId,
      name: crowdName(n),
      vmIds: new Set(vmIds),
      metadata,
    });
    vms.forEach((vm, index) => {
      const id = vmIds[index] ?? '';
      inventory.vms.set(id, { ...vm, id, vAppId, moref: inventory.nextMoref(), running: undefined });
    });
  }
}
