import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { standInMachine } from './stand-in-machine.ts';

const script = fileURLToPath(new URL('../../src/workload/scripts/job-agent.sh', import.meta.url));

/** The guestinfo of the machine is a folder with a file for every key. */
const standIns: Readonly<Record<string, string>> = {
  vmtoolsd: `read -r command key value <<<"\${!#}"
    [[ ! -e $CSE_ROOT/deaf ]] || exit 1
    case $command in
      info-get) [[ -e $CSE_ROOT/info/$key ]] && cat "$CSE_ROOT/info/$key" ;;
      info-set) printf %s "$value" >"$CSE_ROOT/info/$key"; printf '%s\\n' "$value" >>"$CSE_ROOT/told" ;;
    esac`,
  kubectl: 'echo "done: $*"',
  showmount: 'echo "/home 10.0.0.0/24"',
};

export interface JobAnswer {
  readonly id: string;
  readonly request: string;
  readonly state: string;
  readonly at: string;
  readonly output?: string;
  readonly message?: string;
}

/** The members of a request, in the protocol's order. */
export interface JobRequestText {
  readonly version: number;
  readonly machine: string;
  readonly sequence: number;
  readonly notBefore: string;
  readonly deadline: string;
  readonly id: string;
  readonly kind: string;
  readonly node: string;
}

export type JobMachine = Awaited<ReturnType<typeof jobMachine>>;

/** A time as requests carry it. */
export function secondsFromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A request that the machine does what it asks for, unless something of it is otherwise. */
export function jobRequest(changes: Partial<JobRequestText> = {}): JobRequestText {
  return {
    version: 1,
    machine: 'mstr-a1b2',
    sequence: 1000,
    notBefore: secondsFromNow(-300),
    deadline: secondsFromNow(600),
    id: 'job-1',
    kind: 'deleteNode',
    node: 'node-c3d4',
    ...changes,
  };
}

/** Resolves when the agent has answered that this job went well. */
export async function answered(machine: JobMachine, id: string): Promise<void> {
  for (;;) {
    const text = Buffer.from((await machine.read('/info/guestinfo.cse.job.answer')) ?? '', 'base64');
    if (text.includes(`"id":"${id}"`) && text.includes('succeeded')) return;
    await sleep(20);
  }
}

/** A directory that the job agent takes for a machine, with a key to sign for it. */
export async function jobMachine(settings: Readonly<Record<string, string | number>> = {}) {
  const keys = generateKeyPairSync('ed25519');
  const all = { CSE_JOB_MACHINE: 'mstr-a1b2', CSE_JOB_ROLE: 'control-plane', ...settings };
  const settingsPath = '/var/lib/cse/job-agent.env';
  const machine = await standInMachine({ standIns, settingsPath, settings: all });
  const { root, environment, write, lines } = machine;
  await write('/var/lib/cse/job-key.pub', keys.publicKey.export({ type: 'spki', format: 'pem' }));
  await mkdir(`${root}/info`);

  const start = (...argv: readonly string[]) =>
    spawn('bash', [script, ...argv], {
      env: environment,
      stdio: 'ignore',
    });

  return {
    ...machine,
    /** Older VMware tools, which know no `vmtoolsd --cmd`. */
    async makeOlder() {
      await rename(`${root}/standins/vmtoolsd`, `${root}/standins/vmware-rpctool`);
    },
    remove: (path: string) => rm(`${root}${path}`, { recursive: true }),
    journals: () => readdir(`${root}/var/lib/cse/jobs`),
    /** What was run for jobs; the nodes are asked for all the time. */
    calls: async () =>
      (await lines('/calls'))
        .filter((line) => !line.includes(' get nodes '))
        .map((line) => line.replaceAll(root, '')),

    /** Puts a request onto the machine, signed with its key or another one. */
    async ask(request: JobRequestText | string, key: KeyObject = keys.privateKey): Promise<void> {
      const text = Buffer.from(typeof request === 'string' ? request : JSON.stringify(request));
      await write('/info/guestinfo.cse.job.request', text.toString('base64'));
      await write('/info/guestinfo.cse.job.signature', sign(null, text, key).toString('base64'));
    },

    /** One look of an agent that was just started; the answers that it gave. */
    async look(): Promise<readonly JobAnswer[]> {
      const before = (await lines('/told')).length;
      const child = start('--once');
      await new Promise((resolve) => child.on('exit', resolve));
      // Only the agent under test writes here, and tests look at what they need.
      const answers = (await lines('/told')).slice(before);
      return answers.map((line) => JSON.parse(Buffer.from(line, 'base64').toString()) as JobAnswer);
    },

    /** The agent as its unit runs it; ends with the block. */
    run() {
      const child = start();
      const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
      return {
        exit,
        async [Symbol.asyncDispose]() {
          child.kill('SIGKILL');
          await exit;
        },
      };
    },
  };
}
