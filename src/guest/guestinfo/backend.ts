import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Vm } from '#vcd/model.ts';
import { GuestPlanConflict } from '../errors.ts';
import type { BootPlan, GuestBackend } from '../guest-backend.ts';
import { jobReport, startJob } from './jobs.ts';
import { inputKeys } from './keys.ts';
import { guestReport } from './report.ts';

/** `status` of a VM that does not run (vApp.xsd): resolved but never deployed, or powered off. */
const offStatuses: readonly number[] = [1, 8];

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

    prepared: (vm, hash) => planOf(vm) === hash,

    async prepare(vm, plan, change, place, signal) {
      const present = planOf(vm);
      if (present === plan.hash) return;
      if (present !== undefined && !offStatuses.includes(vm.status)) throw new GuestPlanConflict(vm.name);
      // Plan, its mark and the sizes go in one call: after a crash the mark tells that all of it is there.
      const extraConfig = { ...change.extraConfig, ...(await planKeys(plan)) };
      await vcd.reconfigureVm(place.vAppId, vm, { ...change, extraConfig }, place.context, signal);
    },

    report: (vm) => guestReport(vm.extraConfig),

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

    startJob: (vm, job, key, place, signal) => startJob({ vcd, clock }, vm, job, { key, place }, signal),

    jobReport: (vm, jobId) => jobReport(vm.extraConfig, jobId),
  };
}

function wiped(vm: Vm): boolean {
  return !vm.extraConfig.get(inputKeys.userData);
}

/** An empty value is none: that is how vCD is told to remove a key. */
function planOf(vm: Vm): string | undefined {
  return vm.extraConfig.get(inputKeys.plan) || undefined;
}

async function planKeys(plan: BootPlan): Promise<Record<string, string>> {
  const metaData = {
    'instance-id': plan.metaData.instanceId,
    'local-hostname': plan.metaData.localHostname,
  };
  return {
    [inputKeys.userData]: await gzipBase64(plan.userData),
    [inputKeys.userDataEncoding]: 'gzip+base64',
    [inputKeys.metaData]: await gzipBase64(JSON.stringify(metaData)),
    [inputKeys.metaDataEncoding]: 'gzip+base64',
    [inputKeys.plan]: plan.hash,
    [inputKeys.diskUuid]: '1',
  };
}

async function gzipBase64(text: string): Promise<string> {
  return (await promisify(gzip)(text)).toString('base64');
}
