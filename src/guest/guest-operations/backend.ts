import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Vm } from '#vcd/model.ts';
import type { GuestBackend, GuestReport, VmPlace } from '../guest-backend.ts';
import { checkJob } from '../job-names.ts';
import { diskIds, lacksPlan, markedPlan, planKey } from '../plan-mark.ts';
import { GuestHost } from './guest-host.ts';
import { jobReportOf, planReportOf } from './journal-reports.ts';
import type { NodeQuestions } from './node-questions.ts';
import { journalPaths, nodeJobPath, planPath } from './paths.ts';
import { planScript } from './plan-script.ts';
import { silenceOf } from './silence.ts';
import type { VCenters } from './vcenters.ts';

/** The backend through vCenter, which can do one thing more: read a file. */
export interface GuestOperationsBackend extends GuestBackend {
  /** A file of the guest as it is now, of 1 MB at most. Throws `GuestUnreachable`, or `GuestFileMissing`. */
  fetchFile(vm: Vm, path: string, place: VmPlace, signal: AbortSignal): Promise<Buffer>;
}

const longestFile = 1024 * 1024;

/**
 * Files into guests, programs run in them and their journals out, through VMware Tools by way of vCenter: for images
 * without cloud-init. Needs an account in every vCenter, and a line to vCenter and its hosts.
 */
export function guestOperationsBackend({
  vcd,
  vCenters,
  nodeQuestions,
}: {
  readonly vcd: Pick<CloudDirector, 'reconfigureVm'>;
  readonly vCenters: Pick<VCenters, 'find'>;
  readonly nodeQuestions: Pick<NodeQuestions, 'answerOf'>;
}): GuestOperationsBackend {
  const hostOf = (vm: Vm, place: VmPlace, signal: AbortSignal) => GuestHost.find(vCenters, vm, place, signal);

  return {
    kind: 'guest-operations',
    needsRootPassword: true,
    needsJobKey: false,
    looksAreCalls: true,

    prepared: (vm, hash) => markedPlan(vm) === hash,

    async prepare(vm, plan, change, place, signal) {
      if (!lacksPlan(vm, plan.hash)) return;
      const extraConfig = { ...change.extraConfig, ...diskIds, [planKey]: plan.hash };
      await vcd.reconfigureVm(place.vAppId, vm, { ...change, extraConfig }, place.context, signal);
    },

    async report(vm, place, signal): Promise<GuestReport> {
      const hash = markedPlan(vm);
      if (hash === undefined) return { state: 'silent', message: 'no plan was made for this VM' };
      try {
        const host = await hostOf(vm, place, signal);
        return planReportOf(await host.journalOf(journalPaths.plan, signal), hash, vm.extraConfig);
      } catch (error) {
        return silenceOf(error);
      }
    },

    async deliver(vm, plan, place, signal) {
      const host = await hostOf(vm, place, signal);
      const text = planScript(plan);
      const program = { journal: journalPaths.plan, name: plan.hash, script: [planPath], text } as const;
      await host.runOnce(program, signal);
    },

    // The plan is in the guest only, and takes itself away.
    wiped: () => true,
    wipe: async () => {},

    async startJob(vm, job, place, signal) {
      checkJob(job);
      const journal = journalPaths.job(job.id);
      const host = await hostOf(vm, place, signal);
      const { state } = jobReportOf(await host.journalOf(journal, signal));
      if (state !== 'absent') return;
      const script = [nodeJobPath, job.kind, job.node, String(job.deadlineSeconds)] as const;
      await host.runOnce({ journal, name: job.id, script }, signal);
    },

    async jobReport(vm, jobId, place, signal) {
      try {
        const host = await hostOf(vm, place, signal);
        return jobReportOf(await host.journalOf(journalPaths.job(jobId), signal));
      } catch (error) {
        silenceOf(error);
        return { state: 'absent' };
      }
    },

    // Nothing that runs in the guest tells by itself.
    toldNodes: (vm, place, signal) => nodeQuestions.answerOf(vm.id, () => hostOf(vm, place, signal), signal),

    async fetchFile(vm, path, place, signal) {
      return (await hostOf(vm, place, signal)).fetch(path, longestFile, signal);
    },
  };
}
