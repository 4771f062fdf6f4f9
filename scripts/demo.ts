/**
 * The main job, end to end, without a cloud: simulator, private RabbitMQ, server, one cluster with two workers through
 * `POST /api/cse`, kubectl with the published kubeconfig, and the cluster deleted again without a trace.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify, styleText } from 'node:util';
import { bubblewrapUsable } from './simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from './simulated/kubectl.ts';
import { leftovers } from './simulated/leftovers.ts';
import { startProgram } from './simulated/programs.ts';
import { writeServerConfig } from './simulated/server-config.ts';
import { provideServiceAccount } from './simulated/service-account.ts';
import { createBody, loginTenant, type Tenant } from './simulated/tenant.ts';
import { startRabbitmq } from './rabbitmq.ts';

const { values: options } = parseArgs({
  options: {
    guests: { type: 'string', default: bubblewrapUsable() ? 'sandbox' : 'instant' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) {
  console.log(`usage: node scripts/demo.ts [--guests sandbox|instant] [--keep]

  --guests   what runs in the VMs: 'sandbox' runs the real first-boot scripts, 'instant' only their outcome
  --keep     leave everything running afterwards, until Ctrl-C`);
} else {
  await demo();
}

async function demo(): Promise<void> {
  await using scope = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'cse-demo-'));
  scope.defer(() => rm(directory, { recursive: true, force: true }));

  heading('Starting RabbitMQ, the Cloud Director simulator and the server');
  const rabbitmq = scope.use(await startRabbitmq());
  step(`RabbitMQ ${rabbitmq.url}`);
  const sim = scope.use(
    await startProgram({
      command: [
        'vcdsim/src/main.ts',
        '--listen',
        '127.0.0.1:0',
        '--amqp',
        rabbitmq.url,
        '--guests',
        options.guests,
        '--latency-ms',
        '400',
      ],
      ready: (line) => /http:\/\/[\d.]+:\d+/.exec(line)?.[0],
      log: join(directory, 'vcdsim.log'),
    }),
  );
  await provideServiceAccount(sim.ready);
  step(`vcdsim ${sim.ready} (guests: ${options.guests})`);
  const config = await writeServerConfig({ directory, vcdUrl: sim.ready, amqpUrl: rabbitmq.url });
  const server = scope.use(
    await startProgram({
      command: ['src/cli/cse.js', 'run', '--config', config, '--skip-check'],
      ready: (line) => (line.includes('waiting for requests') ? 'ready' : undefined),
      log: join(directory, 'server.log'),
    }),
  );
  step(`cse ${server.ready}`);

  const alice = await loginTenant(sim.ready, 'alice', 'acme');
  await showTemplates(alice);
  await createCluster(alice, 'demo');
  await showToOperator(config);
  await showNodes(alice, directory);
  await deleteCluster(alice, 'demo');
  await assertNothingLeft(sim.ready);

  if (options.keep) {
    heading(`Everything keeps running; vcdsim is at ${sim.ready}. Ctrl-C ends it.`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
  console.log(styleText('green', '\nDone: created, used, deleted, nothing left behind.'));
}

async function showTemplates(tenant: Tenant): Promise<void> {
  heading('What a tenant may ask for: GET /api/cse/template');
  let answer = await tenant.call('GET', '/api/cse/template');
  for (let tries = 0; answer.status !== 200 && tries < 20; tries += 1) {
    await delay(500);
    answer = await tenant.call('GET', '/api/cse/template');
  }
  if (!Array.isArray(answer.body)) throw new Error(`templates: ${answer.status} ${answer.text}`);
  for (const { name, description } of answer.body)
    step(`${name}: ${String(description).replaceAll('\n', ', ')}`);
}

async function createCluster(tenant: Tenant, name: string): Promise<void> {
  heading(`A tenant asks for a cluster: POST /api/cse {"name": "${name}", "node_count": 2, …}`);
  const startedAt = Date.now();
  const answer = await tenant.call('POST', '/api/cse', createBody(name));
  step(`answered ${answer.status} after ${Date.now() - startedAt} ms`);
  await followTask(tenant, answer, startedAt, 'success');
}

async function deleteCluster(tenant: Tenant, name: string): Promise<void> {
  heading(`DELETE /api/cse/${name}`);
  const startedAt = Date.now();
  const answer = await tenant.call('DELETE', `/api/cse/${name}`);
  await followTask(tenant, answer, startedAt, 'success');
}

async function followTask(
  tenant: Tenant,
  answer: Awaited<ReturnType<Tenant['call']>>,
  startedAt: number,
  wanted: string,
): Promise<void> {
  const { body } = answer;
  const href =
    typeof body === 'object' && body !== null && 'task_href' in body ? String(body.task_href) : undefined;
  if (answer.status !== 202 || href === undefined)
    throw new Error(`refused: ${answer.status} ${answer.text}`);
  const task = await tenant.waitForTask(href, {
    timeoutMs: 90_000,
    onChange: ({ status, operation }) =>
      step(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${operation} [${status}]`),
  });
  if (task.status !== wanted) throw new Error(`the task ended in ${task.status}: ${task.error}`);
}

async function showToOperator(config: string): Promise<void> {
  heading('What the operator sees: cse get clusters -A; cse describe cluster demo');
  const cse = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'src/cli/cse.js',
      ...words,
      '--config',
      config,
    ]);
    console.log(stdout);
  };
  await cse('get', 'clusters', '-A');
  await cse('describe', 'cluster', 'demo');
}

async function showNodes(tenant: Tenant, directory: string): Promise<void> {
  heading('The published kubeconfig: GET /api/cse/demo/config');
  const answer = await tenant.call('GET', '/api/cse/demo/config', undefined, 'text/x-yaml;version=31.0');
  if (answer.status !== 200 || typeof answer.body !== 'string')
    throw new Error(`config: ${answer.status} ${answer.text}`);
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, answer.body, { mode: 0o600 });
  console.log(answer.body.replaceAll(/(-data: )(\S{24})\S+/g, '$1$2…'));
  const kubectl = findKubectl();
  if (kubectl === undefined) {
    step('kubectl is not installed; skipping `kubectl get nodes`');
    return;
  }
  heading('kubectl get nodes');
  console.log(await runKubectl(kubectl, kubeconfig, ['get', 'nodes', '-o', 'wide']));
}

async function assertNothingLeft(vcdUrl: string): Promise<void> {
  heading('What Cloud Director still holds of it: GET /sim/inventory');
  const left = await leftovers(vcdUrl);
  step(
    `vApps ${left.vApps}, VMs ${left.vms}, IP addresses ${left.ipAddresses}, running tasks ${left.runningTasks}`,
  );
  if (left.total > 0) throw new Error('something was left behind');
}

function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}

function step(text: string): void {
  console.log(`  ${text}`);
}
