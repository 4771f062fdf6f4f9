import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { systemClock } from '../src/clock.ts';
import { addresses, FakeMachine } from './guests-fixtures.ts';
import { newClusterData } from './guests-user-data.ts';

const requestKey = 'guestinfo.cse.job.request';
const signatureKey = 'guestinfo.cse.job.signature';
/** Where an agent answers. */
export const answerKey = 'guestinfo.cse.job.answer';
/** Guests that are there at once, and look for jobs all the time. */
export const quick = { clock: systemClock(), bootMs: 1, jobPollMs: 5 };
const keys = generateKeyPairSync('ed25519');

/** What a request says. */
export interface Request {
  readonly version: number;
  readonly machine: string;
  readonly sequence: number;
  readonly notBefore: string;
  readonly deadline: string;
  readonly id: string;
  readonly kind: string;
  readonly node: string;
}

/** As a request writes times. */
export function secondsFromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A request for the worker's Node to be deleted, and what is otherwise. */
export function request(changes: Partial<Request> = {}): Request {
  return {
    version: 1,
    machine: 'mstr-a',
    sequence: 1000,
    notBefore: secondsFromNow(-300),
    deadline: secondsFromNow(600),
    id: 'job-1',
    kind: 'deleteNode',
    node: 'node-b',
    ...changes,
  };
}

/** User data with the files of an agent besides. */
export function withAgent(
  userData: string,
  name: string,
  role: string,
  more: readonly object[] = [],
): string {
  const document = parse(userData) as { write_files?: object[] };
  const files = [
    { path: '/var/lib/cse/job-key.pub', content: keys.publicKey.export({ type: 'spki', format: 'pem' }) },
    {
      path: '/var/lib/cse/job-agent.env',
      content: `CSE_JOB_MACHINE='${name}'\nCSE_JOB_ROLE='${role}'\n`,
    },
    ...more,
  ];
  return `#cloud-config\n${stringify({ ...document, write_files: [...(document.write_files ?? []), ...files] })}`;
}

/** Puts a request onto a machine; its hash. */
export function ask(machine: FakeMachine, asked: Request | string, key = keys.privateKey): string {
  const text = Buffer.from(typeof asked === 'string' ? asked : JSON.stringify(asked));
  machine.info.set(signatureKey, sign(null, text, key).toString('base64'));
  machine.info.set(requestKey, text.toString('base64'));
  return createHash('sha256').update(text).digest('hex');
}

/** The final answer to the request with this hash. */
export async function answered(machine: FakeMachine, digest: string): Promise<Record<string, unknown>> {
  for (;;) {
    const text = Buffer.from(machine.info.get(answerKey) ?? '', 'base64').toString() || '{}';
    const answer = JSON.parse(text) as Record<string, unknown>;
    if (answer['request'] === digest && answer['state'] !== 'running') return answer;
    await sleep(5);
  }
}

/** A control plane that serves no API. */
export async function lonelyMachine(): Promise<FakeMachine> {
  const cluster = await newClusterData('10.1.1.1');
  const userData = withAgent(cluster.controlPlane('mstr-a'), 'mstr-a', 'control-plane');
  return new FakeMachine('mstr-a', '10.1.1.1', userData);
}

/** A control plane with an agent, and a worker of its cluster. */
export async function twoMachines() {
  const [first, second] = addresses();
  const cluster = await newClusterData(first);
  const userData = withAgent(cluster.controlPlane('mstr-a'), 'mstr-a', 'control-plane');
  return {
    ...{ first, cluster },
    master: new FakeMachine('mstr-a', first, userData),
    worker: new FakeMachine('node-b', second, await cluster.worker('node-b')),
  };
}
