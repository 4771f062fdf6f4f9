/**
 * The original server of CSE 1.2.7, unmodified, in the same simulated cloud: the calls that it makes and the time that
 * it takes. All that is simulated is so many times faster than in the field, and so are its own pauses. Where it cannot
 * run this says why, and measures nothing.
 */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { emptyModel, startVcdsim, type Exchange, type Simulator } from 'vcdsim';
import { createBody, loginTenant, type Answer, type Tenant } from '../scripts/simulated/tenant.ts';
import { openShell } from '../test/conformance/original-client.ts';
import {
  callsIn,
  originalUnusable,
  ownSubnets,
  runOriginal,
  serveFile,
  writeOriginalConfig,
} from '../test/conformance/original-server.ts';
import { smallOva } from '../test/conformance/small-ova.ts';
import { nodesBody } from '../test/support/node-requests.ts';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { fieldLatency, fieldFactor } from './rig/field-latency.ts';
import { okBody, settle, taskHref } from './rig/requests.ts';

const workers = 2;
const timeoutMs = 300_000;
/** Written as its own client writes it: the original finds no header whose name is in lower case. */
const headers = { Accept: 'application/*+json;version=29.0', 'Content-Type': 'application/json' };

await runBench('original', async (bench) => {
  const reason = await originalUnusable();
  if (reason !== false) return bench.say(`the original is not measured: ${reason}`);
  const { sim, alice, exchanges } = await openStage(bench);

  /** Does the work and tells the calls of vCD that it took; gives its seconds. */
  async function measure(operation: string, work: () => Promise<unknown>): Promise<number> {
    await settle(bench.signal);
    exchanges.length = 0;
    const seconds = await secondsOf(work);
    await settle(bench.signal);
    const { calls, polls } = callsIn(exchanges);
    bench.figure(`${operation}: calls`, calls, 'calls');
    if (polls > 0) bench.figure(`${operation}: polls`, polls, 'calls');
    return seconds;
  }
  const ask = (method: string, path: string, body?: unknown) =>
    call(`${sim.url}${path}`, { method, token: alice.token, body });
  const look = (path: string) => async () => okBody(await ask('GET', path));
  const change = (method: string, path: string, body?: unknown) => async () => {
    const href = taskHref(await ask(method, path, body));
    const { status, error } = await alice.waitForTask(href, { timeoutMs, pollMs: 20 });
    if (status !== 'success') throw new Error(`the task of ${method} ${path} ended in ${status}: ${error}`);
  };

  const body = createBody('c1', { node_count: workers });
  const seconds = await measure('create', change('POST', '/api/cse', body));
  bench.figure(`1+${workers}: request to task success`, seconds, 's');
  await measure('list', look('/api/cse'));
  await measure('info', look('/api/cse/c1/info'));
  await measure('config', look('/api/cse/c1/config'));
  await measure('template list', look('/api/cse/template'));
  await measure('add 2 nodes', change('POST', '/api/cse/c1/node', nodesBody('c1', { node_count: 2 })));
  const name = [...sim.inventory.vms.values()].map((vm) => vm.name).find((name) => name.startsWith('node-'));
  const removal = { name: 'c1', vdc: 'acme-vdc', nodes: [name], force: false };
  await measure('delete a node', change('DELETE', '/api/cse/c1/node', removal));
  await measure('delete', change('DELETE', '/api/cse/c1'));
});

/** One request, with the names of headers as they are; `fetch` would make small letters of them. */
async function call(
  url: string,
  options: { readonly method: string; readonly token: string; readonly body: unknown },
): Promise<Answer> {
  const { method, token, body } = options;
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const length = { 'Content-Length': bytes.length };
  const sent = request(url, { method, headers: { ...headers, ...length, 'x-vcloud-authorization': token } });
  sent.end(bytes);
  // What is emitted with a response is one.
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  const contentType = response.headers['content-type'] ?? '';
  const parsed: unknown = /json/.test(contentType) ? JSON.parse(answer) : undefined;
  return { status: response.statusCode ?? 0, contentType, text: answer, body: parsed };
}

interface Stage {
  readonly sim: Simulator;
  readonly alice: Tenant;
  /** What vCD was asked; emptied by whoever counts. */
  readonly exchanges: Exchange[];
}

/** vcdsim with guests that run what they are told to, and the original server installed and running. */
async function openStage(bench: Bench): Promise<Stage> {
  const { scope, directory, broker } = bench;
  const ova = smallOva(2 ** 20);
  const images = scope.use(await serveFile(ova));
  const amqpUrl = await broker();
  const exchanges: Exchange[] = [];
  const { latency, bootMs } = fieldLatency(fieldFactor);
  const sim = scope.use(
    await startVcdsim({
      amqpUrl,
      guests: 'sandbox',
      bootMs,
      latency,
      model: ownSubnets(emptyModel, `127.${200 + (process.pid % 50)}.${process.pid % 200}.1`),
      onExchange: (one) => void exchanges.push(one),
    }),
  );
  const shell = await openShell({ version: '1.2.7', directory });
  const exchange = `original-${process.pid}`;
  await writeOriginalConfig(shell, {
    vcdUrl: sim.url,
    amqpUrl,
    exchange,
    vCenters: ['vc1'],
    ova: { url: images.url, sha256: ova.sha256 },
  });
  bench.say('installing');
  const { code, stdout, stderr } = await shell.cse('install -c config.yaml --ext config');
  if (code !== 0) throw new Error(`the original could not be installed:\n${stdout}${stderr}`);
  scope.use(await runOriginal(shell, { timesFaster: fieldFactor }));
  bench.say('measuring');
  return { sim, alice: await loginTenant(sim.url, 'alice', 'acme'), exchanges };
}
