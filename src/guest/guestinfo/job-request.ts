import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { GuestJob } from '../guest-backend.ts';
import { checkJob } from '../job-names.ts';
import { jobKeys } from './keys.ts';

/** A request as it is signed: members in this order, times in UTC and whole seconds (docs/reference/guest-jobs.md). */
const JobRequest = z.strictObject({
  version: z.literal(1),
  machine: z.string(),
  sequence: z.int().nonnegative(),
  notBefore: z.iso.datetime({ precision: 0 }),
  deadline: z.iso.datetime({ precision: 0 }),
  id: z.string(),
  kind: z.string(),
  node: z.string(),
});
export type JobRequest = z.output<typeof JobRequest>;

/** A guest's clock may be behind ours. */
const backDateMs = 5 * 60_000;

/** Makes the request for a job. Throws `TypeError` for an id or a node that no agent would take. */
export function jobRequest(
  job: GuestJob,
  { machine, sequence, now }: { readonly machine: string; readonly sequence: number; readonly now: Date },
): JobRequest {
  checkJob(job);
  return {
    version: 1,
    machine,
    sequence,
    notBefore: wholeSeconds(now.getTime() - backDateMs),
    deadline: wholeSeconds(now.getTime() + job.deadlineSeconds * 1000),
    id: job.id,
    kind: job.kind,
    node: job.node,
  };
}

/** The two keys that put a request onto a VM. */
export function signedKeys(request: JobRequest, key: string): Readonly<Record<string, string>> {
  const text = Buffer.from(JSON.stringify(request));
  return {
    [jobKeys.request]: text.toString('base64'),
    [jobKeys.signature]: sign(null, text, createPrivateKey(key)).toString('base64'),
  };
}

/** The request that a VM carries, and what answers to it name it by; undefined when there is none or it is not readable. */
export function requestOn(
  extraConfig: ReadonlyMap<string, string>,
): { readonly request: JobRequest; readonly digest: string } | undefined {
  const bytes = requestBytes(extraConfig);
  const request = JobRequest.safeParse(jsonOf(bytes.toString('utf8'))).data;
  return request && { request, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** The request that a VM carries when the owner of `key` made it for this machine. */
export function ownRequestOn(
  extraConfig: ReadonlyMap<string, string>,
  machine: string,
  key: string,
): JobRequest | undefined {
  const signature = Buffer.from(extraConfig.get(jobKeys.signature) ?? '', 'base64');
  const found = requestOn(extraConfig)?.request;
  if (found?.machine !== machine) return undefined;
  return verify(null, requestBytes(extraConfig), createPublicKey(key), signature) ? found : undefined;
}

/** Whatever the text is: undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requestBytes(extraConfig: ReadonlyMap<string, string>): Buffer {
  return Buffer.from(extraConfig.get(jobKeys.request) ?? '', 'base64');
}

function wholeSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
