import { withoutSecrets } from '#telemetry/log-fields.ts';
import { z } from 'zod';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Vm } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import type { GuestJob, JobReport, VmPlace } from '../guest-backend.ts';
import { plainLines, plainText } from '../guest-text.ts';
import { jobRequest, jsonOf, ownRequestOn, requestOn, signedKeys } from './job-request.ts';
import { jobKeys } from './keys.ts';

/** What an agent says (docs/reference/guest-jobs.md); `id` is empty when it would not believe the request at all. */
const JobAnswer = z.object({
  id: z.string(),
  /** SHA-256 of the request, hex. */
  request: z.string(),
  state: z.string(),
  output: z.string().optional(),
  message: z.string().optional(),
});
type JobAnswer = z.output<typeof JobAnswer>;

const longestText = 4096;
const longestState = 80;

/**
 * Puts a signed request onto the VM unless it carries this one already, or another one that is under way. Nothing is
 * asked of a VM that vCD is at work on: it may be writing this very request.
 */
export async function startJob(
  { vcd, clock }: { readonly vcd: Pick<CloudDirector, 'reconfigureVm'>; readonly clock: () => Date },
  vm: Vm,
  job: GuestJob,
  place: VmPlace,
  signal: AbortSignal,
): Promise<void> {
  if (vm.tasks.some(isUnderWay)) return;
  const key = await place.secrets.jobKey();
  const now = clock();
  const standing = ownRequestOn(vm.extraConfig, vm.name, key);
  if (standing) {
    const ended = jobReport(vm.extraConfig, standing.id).state !== 'running';
    const isOpen = !ended && Date.parse(standing.deadline) > now.getTime();
    if (isOpen || (ended && standing.id === job.id)) return;
  }
  // The clock alone would do, were it not for servers whose clocks differ.
  const sequence = Math.max(now.getTime(), (standing?.sequence ?? 0) + 1);
  const extraConfig = signedKeys(jobRequest(job, { machine: vm.name, sequence, now }), key);
  await vcd.reconfigureVm(place.vAppId, vm, { extraConfig }, place.context, signal);
}

/** What the keys of a VM say of one job. Total: a tenant may have written anything into them. */
export function jobReport(extraConfig: ReadonlyMap<string, string>, jobId: string): JobReport {
  const asked = requestOn(extraConfig);
  const isAsked = asked?.request.id === jobId;
  const answer = answerOn(extraConfig);
  const refused = answer?.id === '' && isAsked && answer.request === asked.digest;
  if (answer && (answer.id === jobId || refused)) return reportOf(answer);
  return isAsked ? { state: 'running' } : { state: 'absent' };
}

function reportOf({ state, output, message }: JobAnswer): JobReport {
  switch (state) {
    case 'running':
      return { state };
    case 'succeeded':
      return { state, output: plainLines(output ?? '', longestText) };
    case 'failed':
      return { state, message: plainLines(withoutSecrets(message ?? ''), longestText) || 'no reason given' };
    default: {
      const value = JSON.stringify(plainText(state).slice(0, longestState));
      return { state: 'failed', message: `the guest answers ${value}, which no release of the agent does` };
    }
  }
}

function answerOn(extraConfig: ReadonlyMap<string, string>): JobAnswer | undefined {
  const text = Buffer.from(extraConfig.get(jobKeys.answer) ?? '', 'base64').toString('utf8');
  return JobAnswer.safeParse(jsonOf(text)).data;
}
