import { z } from 'zod';
import { text } from './field-types.ts';
import { Amqp, Broker, OnlyVCenter, Service, Vcd, VCenter } from './original-sections.ts';
import {
  Deadlines,
  Leaks,
  Limits,
  Mirrors,
  Operator,
  Repair,
  Store,
  Telemetry,
  Templates,
  Workload,
} from './own-sections.ts';

/** The file as people write it. */
const sections = {
  amqp: Amqp,
  vcd: Vcd,
  service: Service,
  broker: Broker,
  pks_config: text
    .nullable()
    .optional()
    .describe(
      'Path of a file with PKS data, or null. PKS is not offered any more; the file is checked and not used.',
    ),
  store: Store,
  telemetry: Telemetry,
  operator: Operator,
  deadlines: Deadlines,
  limits: Limits,
  leaks: Leaks,
  workload: Workload,
  repair: Repair,
  templates: Templates,
  mirrors: Mirrors,
};

/** With a list of vCenters, as CSE writes it since 0.4.0. */
export const ConfigFile = z.strictObject({ ...sections, vcs: z.array(VCenter) });
export type ConfigFile = z.output<typeof ConfigFile>;

/** With one vCenter, as CSE 0.3.0 wrote it. */
export const OldConfigFile = z.strictObject({ ...sections, vcs: OnlyVCenter });
export type OldConfigFile = z.output<typeof OldConfigFile>;

/** The second file, which `pks_config` names (contract of CSE 1.2.7, section 8.3); nothing uses what is in it. */
export const PksFile = z.strictObject({
  orgs: z.array(z.unknown()),
  pks_accounts: z.array(z.unknown()),
  pvdcs: z.array(z.unknown()),
});
