import { gzipSync } from 'node:zlib';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Vm } from '#vcd/model.ts';
import type { BootPlan, GuestBackend } from '../guest-backend.ts';
import { guestReport } from '../guest-report.ts';
import { diskIds, lacksPlan, markedPlan, planKey } from '../plan-mark.ts';
import { cloudConfig, metaData } from './cloud-config.ts';
import { jobReport, startJob } from './jobs.ts';
import { inputKeys } from './keys.ts';
import { toldNodes } from './told-nodes.ts';

/**
 * cloud-init user data in, status out, and signed jobs later, through ExtraConfig: needs vCD only, and the right "vApp: Preserve ExtraConfig
 * Elements during OVA Import and Export".
 */
export function guestinfoBackend({
  vcd,
  clock = () => new Date(),
}: {
  readonly vcd: Pick<CloudDirector, 'reconfigureVm'>;
  /** What deadlines of jobs are reckoned by. */
  readonly clock?: () => Date;
}): GuestBackend {
  return {
    kind: 'guestinfo',
    needsRootPassword: false,
    needsJobKey: true,
    looksAreCalls: false,

    prepared: (vm, hash) => markedPlan(vm) === hash,

    async prepare(vm, plan, change, place, signal) {
      if (!lacksPlan(vm, plan.hash)) return;
      // Plan, its mark and the sizes go in one call: after a crash the mark tells that all of it is there.
      const extraConfig = { ...change.extraConfig, ...planKeys(plan) };
      await vcd.reconfigureVm(place.vAppId, vm, { ...change, extraConfig }, place.context, signal);
    },

    report: async (vm) => guestReport(vm.extraConfig),

    /** cloud-init takes what `prepare` wrote. */
    deliver: async () => {},

    wiped,

    /**
     * The meta data stay: they hold no secret, and without their instance id cloud-init would take the next boot for
     * the first boot of another machine and give it new host keys.
     */
    async wipe(vm, place, signal) {
      if (wiped(vm)) return;
      const extraConfig = { [inputKeys.userData]: '', [inputKeys.userDataEncoding]: '' };
      await vcd.reconfigureVm(place.vAppId, vm, { extraConfig }, place.context, signal);
    },

    startJob: (vm, job, place, signal) => startJob({ vcd, clock }, vm, job, place, signal),

    jobReport: async (vm, jobId) => jobReport(vm.extraConfig, jobId),

    toldNodes: async (vm) => toldNodes(vm.extraConfig),
  };
}

function wiped(vm: Vm): boolean {
  return !vm.extraConfig.get(inputKeys.userData);
}

function planKeys(plan: BootPlan): Record<string, string> {
  return {
    [inputKeys.userData]: gzipBase64(cloudConfig(plan)),
    [inputKeys.userDataEncoding]: 'gzip+base64',
    [inputKeys.metaData]: gzipBase64(metaData(plan)),
    [inputKeys.metaDataEncoding]: 'gzip+base64',
    [planKey]: plan.hash,
    ...diskIds,
  };
}

function gzipBase64(text: string): string {
  return gzipSync(text).toString('base64');
}
