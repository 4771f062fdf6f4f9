import { randomUUID } from 'node:crypto';
import { sleep, type Time } from '#time/time.ts';
import { GuestFileMissing } from '../errors.ts';
import type { ToldNodes } from '../guest-backend.ts';
import type { GuestHost } from './guest-host.ts';
import { nodeListPath, nodeJobPath } from './paths.ts';
import { silenceOf } from './silence.ts';

/** Written by `script`: the question and the time, then a line for each node. */
const longestAnswer = 64 * 1024;
/** A cluster that answers does so within a second or two; `script` gives it eight. */
const patienceMs = 10_000;
const lookMs = 500;
/** What was answered by a VM that nobody has asked since is of no use to anybody. */
const forgetAfterMs = 24 * 3_600_000;

/**
 * Run with `bash -c` and the question's id. A cluster that does not answer leaves the file as it was, and so does a control plane
 * that an earlier release has made: its program for jobs does not know this one.
 */
const script = [
  'set -uo pipefail; umask 077',
  `nodes=$(bash ${nodeJobPath} listNodes "$0" 8 2>/dev/null) || exit`,
  `printf '%s %s\\n%s\\n' "$0" "$(date -u +%FT%TZ)" "$nodes" >${nodeListPath}.new && mv -f ${nodeListPath}.new ${nodeListPath}`,
].join('\n');

interface Asked {
  readonly at: number;
  told: ToldNodes | undefined;
}

/**
 * What control planes answer when they are asked for their Nodes. Each is asked at its pace and no oftener, however often
 * somebody looks, and whether it answered or not; in between its last answer is given, which tells itself how old it is.
 */
export class NodeQuestions {
  readonly #everyMs: number;
  readonly #time: Time;
  readonly #asked = new Map<string, Asked>();

  constructor({ everyMs, time }: { readonly everyMs: number; readonly time: Time }) {
    this.#everyMs = everyMs;
    this.#time = time;
  }

  /**
   * The last answer of a VM, to a new question where one is due. Never throws for what is wrong with the guest or the way to it:
   * nothing new is known then.
   */
  async answerOf(
    vmId: string,
    find: () => Promise<GuestHost>,
    signal: AbortSignal,
  ): Promise<ToldNodes | undefined> {
    const now = this.#time.now();
    const known = this.#asked.get(vmId);
    if (known && now - known.at < this.#everyMs) return known.told;
    this.#forgetOld(now);
    const asked: Asked = { at: now, told: known?.told };
    this.#asked.set(vmId, asked);
    try {
      asked.told = (await this.#ask(await find(), signal)) ?? asked.told;
    } catch (error) {
      if (!(error instanceof GuestFileMissing)) silenceOf(error);
    }
    return asked.told;
  }

  async #ask(host: GuestHost, signal: AbortSignal): Promise<ToldNodes | undefined> {
    const question = randomUUID();
    const pid = await host.start(['-c', script, question], signal);
    const endsAt = this.#time.now() + patienceMs;
    while (!(await host.hasEnded(pid, signal))) {
      if (this.#time.now() >= endsAt) return undefined;
      await sleep(this.#time, lookMs, signal);
    }
    return readAnswer((await host.fetch(nodeListPath, longestAnswer, signal)).toString('utf8'), question);
  }

  #forgetOld(now: number): void {
    for (const [vmId, { at }] of this.#asked) if (now - at > forgetAfterMs) this.#asked.delete(vmId);
  }
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const nodeName = /^[a-z0-9.-]{1,253}$/;

/** Undefined for the answer to another question, and for what is none: whoever is root there may have written anything. */
export function readAnswer(text: string, question: string): ToldNodes | undefined {
  const [head = '', ...lines] = text.split('\n');
  const [id, toldAt] = head.split(' ');
  const at = id === question ? dateOf(toldAt) : undefined;
  if (!at) return undefined;
  const nodes = lines.flatMap((line) => {
    const [name = '', status, since] = line.split(' ');
    return nodeName.test(name) ? [{ name, ready: status === 'True', since: dateOf(since) ?? at }] : [];
  });
  return { at, nodes };
}

function dateOf(text: string | undefined): Date | undefined {
  return text !== undefined && time.test(text) && !Number.isNaN(Date.parse(text))
    ? new Date(text)
    : undefined;
}
