import { createHash, createPublicKey, verify } from 'node:crypto';
import type { GuestFiles } from '../kubeadm/kubeadm-host.ts';
import { JobRequest } from './job-request.ts';

/** How an agent is set up: what its files in the user data say (docs/reference/guest-jobs.md, "What an agent does"). */
export interface JobSettings {
  /** PEM. */
  readonly publicKey: string;
  readonly machine: string;
  readonly role: string;
  readonly pollMs: number;
}

/** How a command ended. */
export interface JobResult {
  readonly exitCode: number;
  readonly output: string;
  readonly complaint: string;
}

/** Does something about a node within some seconds. */
export type JobAction = (node: string, seconds: number) => Promise<JobResult>;

/** What a machine's disk keeps of its jobs. */
export interface JobJournal {
  readonly jobs: Map<string, { readonly subject: string; result?: JobResult }>;
  last: { readonly sequence: number; readonly id: string } | undefined;
}

/** What an agent knows of its machine. */
export interface JobAgentOptions {
  readonly settings: JobSettings;
  readonly journal: JobJournal;
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, value: string) => void;
  readonly now: () => Date;
  /** Carries out a job; undefined where the machine does no such thing. */
  readonly action: (kind: string) => JobAction | undefined;
}

type Verdict =
  | { readonly kind: 'do'; readonly action: JobAction }
  | { readonly kind: 'repeat'; readonly result: JobResult }
  | { readonly kind: 'refuse'; readonly why: string }
  | { readonly kind: 'later' };

const key = 'guestinfo.cse.job';
const longestRequest = 4096;
const longestText = 4096;
const defaultPollMs = 3_000;

/** Reads the agent's files; undefined where the user data bring none. */
export function jobSettings(files: Pick<GuestFiles, 'read'>): JobSettings | undefined {
  const publicKey = files.read('/var/lib/cse/job-key.pub');
  const env = files.read('/var/lib/cse/job-agent.env');
  if (publicKey === undefined || env === undefined) return undefined;
  const value = (name: string): string | undefined =>
    new RegExp(`^CSE_JOB_${name}='([^']*)'$`, 'm').exec(env)?.[1];
  const poll = Number(value('POLL_SECONDS')) * 1000;
  return {
    publicKey,
    machine: value('MACHINE') ?? '',
    role: value('ROLE') ?? '',
    pollMs: poll > 0 ? poll : defaultPollMs,
  };
}

/** The agent of an instant guest, from power-on to power-off. */
export class JobAgent {
  readonly #options: JobAgentOptions;
  #handled: string | undefined;

  constructor(options: JobAgentOptions) {
    this.#options = options;
  }

  /** Looks at the request once, and does what it asks for. */
  async look(): Promise<void> {
    const { read } = this.#options;
    const request = read(`${key}.request`);
    const signature = read(`${key}.signature`);
    if (!request || !signature || request === this.#handled) return;
    if (await this.#take(request, Buffer.from(signature, 'base64'))) this.#handled = request;
  }

  /** False when the request is to be looked at again. */
  async #take(encoded: string, signature: Buffer): Promise<boolean> {
    const text = Buffer.from(encoded, 'base64');
    const digest = createHash('sha256').update(text).digest('hex');
    const refuse = (id: string, message: string): true => this.#answer(digest, id, 'failed', { message });
    if (encoded.length > longestRequest) return refuse('', 'the request is too long');
    if (!isSigned(text, signature, this.#options.settings.publicKey)) {
      return refuse('', 'the signature of the request does not verify with the key of this cluster');
    }
    const request = JobRequest.read(text.toString());
    if (!request) return refuse('', 'the request is of a kind that this agent does not know');
    const verdict = this.#judge(request);
    switch (verdict.kind) {
      case 'later':
        return false;
      case 'refuse':
        return refuse(request.id, verdict.why);
      case 'repeat':
        return this.#tell(digest, request.id, verdict.result);
      case 'do':
        this.#answer(digest, request.id, 'running', { output: '' });
        return this.#tell(digest, request.id, await this.#carryOut(request, verdict.action));
    }
  }

  /** In the order of the protocol. */
  #judge(request: JobRequest): Verdict {
    const { settings, journal, now, action } = this.#options;
    const { id, machine, sequence, kind } = request;
    const refuse = (why: string): Verdict => ({ kind: 'refuse', why });
    if (machine !== settings.machine) {
      return refuse(`the job is for ${machine} and this is ${settings.machine}`);
    }
    const known = journal.jobs.get(id);
    if (known && known.subject !== request.subject) {
      return refuse(`the id ${id} was given to another job before`);
    }
    if (known?.result) return { kind: 'repeat', result: known.result };
    const { last } = journal;
    if (last && (sequence < last.sequence || (sequence === last.sequence && id !== last.id))) {
      return refuse(`the request is an old one: ${sequence}, and ${last.sequence} was seen`);
    }
    const time = now();
    if (time >= request.deadline) {
      return refuse(
        `the request expired at ${request.deadline.toISOString()}, and it is ${time.toISOString()} here`,
      );
    }
    if (time < request.notBefore) return { kind: 'later' };
    const own = action(kind);
    if (!own) return refuse(`${kind} is nothing that a machine of role ${settings.role} does`);
    return request.nodeIsName ? { kind: 'do', action: own } : refuse('the name of the node is not one');
  }

  async #carryOut(request: JobRequest, action: JobAction): Promise<JobResult> {
    const { journal, now } = this.#options;
    const entry: { readonly subject: string; result?: JobResult } = { subject: request.subject };
    journal.jobs.set(request.id, entry);
    journal.last = { sequence: request.sequence, id: request.id };
    const seconds = Math.max(1, Math.floor((request.deadline.getTime() - now().getTime()) / 1000));
    return (entry.result = await action(request.node, seconds));
  }

  #tell(digest: string, id: string, { exitCode, output, complaint }: JobResult): true {
    if (exitCode === 0) return this.#answer(digest, id, 'succeeded', { output: lastOf(output) });
    const message = `exit ${exitCode}: ${lastOf(complaint === '' ? output : complaint)}`;
    return this.#answer(digest, id, 'failed', { message });
  }

  #answer(request: string, id: string, state: string, texts: Readonly<Record<string, string>>): true {
    const at = this.#options.now().toISOString();
    const text = JSON.stringify({ version: 1, id, request, state, at, ...texts });
    this.#options.write(`${key}.answer`, Buffer.from(text).toString('base64'));
    return true;
  }
}

function isSigned(text: Buffer, signature: Buffer, publicKey: string): boolean {
  try {
    return verify(null, text, createPublicKey(publicKey), signature);
  } catch {
    // A key that nobody can read verifies nothing.
    return false;
  }
}

/** The last bytes of what a command said, without control characters. */
function lastOf(text: string): string {
  const plain = text.replaceAll(/[^\P{Cc}\n]/gu, ' ');
  return Buffer.from(plain).subarray(-longestText).toString();
}
