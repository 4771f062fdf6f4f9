import type { VmPlace } from '#guest/guest-backend.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import type { VApp, Vm } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import { VcdDuplicateName } from '#vcd/errors.ts';
import type { MachinePlan } from '#workload/machine-plan.ts';
import { templatePlan } from '#workload/template-plan.ts';
import type { TemplateDependencies } from '../dependencies.ts';
import { issueRootPassword, placeOf } from '../guest-place.ts';
import { validatedKey, vAppDescription } from '../marks.ts';
import { placedBuild, type TemplateSituation, type TemplateStep } from '../step.ts';
import { lookAgain } from './look-again.ts';

/** Asks for the temporary vApp, powered off; or waits for the one that is being made. */
export const makeVApp: TemplateStep = async (dependencies, situation, signal) => {
  const { template } = situation;
  const { place, source, recipe, wish, vApp } = placedBuild(situation);
  if (vApp) return lookAgain(dependencies, situation, 'CreatingTemporaryVApp');
  const image = source?.template?.source;
  if (!source?.template || !image || !place.network) throw new TypeError('a vApp is made of a usable image');
  const { temporaryVApp } = recipe;
  const { init } = await dependencies.scriptsOf(template);
  const adminPassword = await issueRootPassword(dependencies, template);
  const description = vAppDescription(template, wish.id);
  try {
    await dependencies.vcd.catalogs.instantiate(
      {
        vdcId: place.vdc.id,
        description,
        vAppTemplateId: source.template.id,
        network: place.network,
        vm: {
          name: temporaryVApp.name,
          description,
          source: { vmId: image.vmId, vmName: image.vmName },
          nic: {
            index: image.primaryNicIndex,
            network: place.network.name,
            adapter: 'VMXNET3',
            allocation: temporaryVApp.ipAllocation,
          },
          storageProfile: place.storageProfile,
          customizationScript: init,
          adminPassword,
        },
      },
      { orgId: place.orgId },
      signal,
    );
  } catch (error) {
    // Either somebody else took the name this moment or an earlier request of ours got through: the next look tells.
    if (!(error instanceof VcdDuplicateName)) throw error;
  }
  return { outcome: waiting('CreatingTemporaryVApp', dependencies.pace.minMs) };
};

/** Writes the size to the machine, and the scripts where its backend can do so before it runs. */
export const configureGuest: TemplateStep = async (dependencies, situation, signal) => {
  const { template } = situation;
  const { vm, place } = standing(dependencies, situation);
  if (!situation.observed.build?.guest?.busy) {
    const size = { cpus: template.spec.cpu, memoryMb: template.spec.memoryMb };
    const plan = await planOf(dependencies, situation, vm);
    await dependencies.guests[template.spec.guestBackend].prepare(vm, plan, size, place, signal);
  }
  return lookAgain(dependencies, situation, 'WritingUserData');
};

async function planOf(
  { scriptsOf }: TemplateDependencies,
  situation: TemplateSituation,
  vm: Vm,
): Promise<MachinePlan> {
  const { wish } = placedBuild(situation);
  return templatePlan({
    build: wish.id,
    vm,
    sshKey: wish.sshKey,
    toBeCaptured: wish.capture,
    scripts: await scriptsOf(situation.template),
  });
}

/** Powers the temporary machine on, unless it is busy. */
export const powerOn: TemplateStep = async (dependencies, situation, signal) => {
  const { place } = standing(dependencies, situation);
  if (!situation.observed.build?.guest?.busy) {
    await dependencies.vcd.powerOnVApp(place.vAppId, place.context, signal);
  }
  return lookAgain(dependencies, situation, 'PoweringOn');
};

/** The guest works by itself; what it is at is told. */
export const awaitGuest: TemplateStep = async (dependencies, situation, signal) => {
  const { guest } = situation.observed.build ?? {};
  if (guest?.state === 'waiting') {
    const { vm, place } = standing(dependencies, situation);
    const plan = await planOf(dependencies, situation, vm);
    await dependencies.guests[situation.template.spec.guestBackend].deliver(vm, plan, place, signal);
  }
  const said = guest?.message || 'no word from the guest yet';
  return lookAgain(dependencies, situation, 'CustomizingTemplate', said);
};

/** The guest has said that all is well: what it says is lost with its power, so the vApp is marked. */
export const markVApp: TemplateStep = async (dependencies, situation, signal) => {
  const { wish } = placedBuild(situation);
  const { place } = standing(dependencies, situation);
  await dependencies.vcd.setMetadata(place.vAppId, { [validatedKey]: wish.id }, place.context, signal);
  return lookAgain(dependencies, situation, 'CustomizingTemplate', 'validated');
};

/** Nobody asked for a template: the customized machine is left as it is. */
export const leaveStanding: TemplateStep = async (_dependencies, situation) => {
  const { temporaryVApp } = placedBuild(situation).recipe;
  const message = `vApp '${temporaryVApp.name}' is customized and stands in VDC '${temporaryVApp.vdc}'; it was not captured, as it was asked for`;
  return { outcome: stalled('TemplateKept', message) };
};

/** Lets the guest shut down, so that its disk is whole when it is captured. */
export const shutDown: TemplateStep = async (dependencies, situation, signal) => {
  const { place } = standing(dependencies, situation);
  if (!situation.observed.build?.guest?.busy) {
    await dependencies.vcd.catalogs.shutDownVApp(place.vAppId, place.context, signal);
  }
  return lookAgain(dependencies, situation, 'ShuttingDown');
};

/** What the machine was told must not be told to what is copied from it. */
export const wipeGuest: TemplateStep = async (dependencies, situation, signal) => {
  const { vm, place } = standing(dependencies, situation);
  if (!situation.observed.build?.guest?.busy) {
    await dependencies.guests[situation.template.spec.guestBackend].wipe(vm, place, signal);
  }
  return lookAgain(dependencies, situation, 'WipingUserData');
};

/** Deletes the temporary vApp, or waits until vCD lets go of it. */
export const removeVApp: TemplateStep = async (dependencies, situation, signal) => {
  await deleteVApp(dependencies, situation, signal);
  return lookAgain(dependencies, situation, 'RemovingTemporaryVApp');
};

/** One that is being worked on is left until that has ended. */
export async function deleteVApp(
  { vcd }: TemplateDependencies,
  { build }: TemplateSituation,
  signal: AbortSignal,
): Promise<void> {
  if (!build?.vApp || !build.place || build.vApp.status === 0 || hasRunningTask(build.vApp)) return;
  await vcd.deleteVApp(build.vApp.id, { orgId: build.place.orgId }, signal);
}

function hasRunningTask({ tasks }: VApp): boolean {
  return tasks.some(isUnderWay);
}

function standing(
  { secrets }: TemplateDependencies,
  situation: TemplateSituation,
): { readonly vm: Vm; readonly place: VmPlace } {
  const { vApp, vm, place } = placedBuild(situation);
  if (!vApp || !vm) throw new TypeError('the temporary vApp was there a moment ago');
  return { vm, place: placeOf(secrets, situation.template, { vAppId: vApp.id, orgId: place.orgId }) };
}
