import type { Config } from '#config/config.ts';
import { guestOperationsBackend, type GuestOperationsBackend } from '#guest/guest-operations/backend.ts';
import { NodeQuestions } from '#guest/guest-operations/node-questions.ts';
import { VCenters } from '#guest/guest-operations/vcenters.ts';
import type { Guests } from '#guest/guest-backend.ts';
import { guestinfoBackend } from '#guest/guestinfo/backend.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { ConnectedCloudDirector } from '#vcd/connect.ts';
import { systemTime, type Time } from '#time/time.ts';
import { vCenterAccounts } from './vcenter-accounts.ts';

/** Every way into guests; disposing of it ends the sessions with vCenters. */
export interface OpenGuests extends AsyncDisposable {
  readonly backends: Guests & { readonly 'guest-operations': GuestOperationsBackend };
  /** Passwords of root of the templates whose VMs are all to have the same one, by the template's name. */
  readonly sharedPasswords: ReadonlyMap<string, string>;
  /** Passwords of root that a server of CSE 1.2.x gave to the VMs of its templates, by the template's name. */
  readonly originalPasswords: ReadonlyMap<string, string>;
}

/** Connects to nothing yet. Throws `VsphereError` for an authority that cannot be read. */
export async function openGuests({
  config,
  vcd,
  log,
  clock = () => new Date(),
  time = systemTime,
}: {
  readonly config: Pick<Config, 'vCenters' | 'broker' | 'repair'>;
  readonly vcd: Pick<ConnectedCloudDirector, 'administration' | 'reconfigureVm'>;
  readonly log: Logger;
  readonly clock?: () => Date;
  readonly time?: Time;
}): Promise<OpenGuests> {
  const vCenters = new VCenters({
    accounts: await vCenterAccounts(config.vCenters),
    registered: (signal) => vcd.administration.vCenters(signal),
    log,
  });
  const nodeQuestions = new NodeQuestions({ everyMs: config.repair.askNodesEveryMs, time });
  const { templates } = config.broker;
  const passwordsOf = (chosen: typeof templates) =>
    new Map(chosen.map(({ name, adminPassword }) => [name, adminPassword]));
  return {
    backends: {
      guestinfo: guestinfoBackend({ vcd, clock }),
      'guest-operations': guestOperationsBackend({ vcd, vCenters, nodeQuestions }),
    },
    sharedPasswords: passwordsOf(templates.filter((template) => template.sharedAdminPassword)),
    originalPasswords: passwordsOf(templates),
    [Symbol.asyncDispose]: () => vCenters[Symbol.asyncDispose](),
  };
}
