import type { Broker } from '#broker/broker.ts';
import type { Config, VCenterConfig } from '#config/config.ts';
import type { VCenter, VcdAdministration } from '#vcd/administration/vcd-administration.ts';
import type { RecordWorks } from './record-works.ts';
import type { TemplateWorks } from './template-works.ts';

/** How bad a finding is: as it should be, worth knowing, in the way of the service. */
export type Grade = 'good' | 'notice' | 'bad';

/** One thing that was looked at, in a sentence. */
export interface Finding {
  readonly grade: Grade;
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/**
 * One thing that the service needs on the broker or in vCD. The same list of parts is looked at by `check`, put right by
 * `install`, told by a dry run and taken away by `uninstall`.
 */
export interface Part {
  /** What `install` says before it looks. */
  readonly announcement?: string;
  /** Only looks; may be called again at any time. */
  observe(signal: AbortSignal): Promise<Observed>;
}

/** What one part of an installation is like now. */
export interface Observed {
  /** For `check`. A bad one without a `change` is in the way of everything: `install` stops before it changes anything. */
  readonly findings: readonly Finding[];
  /** What `install` says when there is nothing to change. */
  readonly settled: readonly string[];
  /** What makes it as the configuration has it; absent when it is. */
  readonly change?: Change;
  /** What takes it away again; absent where it is not ours to take or not there. */
  readonly removal?: Removal;
}

/** What one part would have done. */
export interface Change {
  /** What would be done, for a dry run. */
  readonly plan: string;
  /** Said before it is done. */
  readonly announcement?: string;
  /** Where the operator has a say. */
  readonly decision?: Decision;
  /** Does it, and says what was done, a line each; may run twice. */
  apply(signal: AbortSignal): Promise<readonly string[]>;
}

/** A change that a person has to want. */
export interface Decision {
  /** The command line's option that decides without asking. */
  readonly option: DecisionOption;
  /** What is to be known before the question. */
  readonly facts: readonly string[];
  readonly question: string;
  /** Said when it is not done. */
  readonly declined: string;
}

/** Options of the command line that decide. */
export type DecisionOption = 'ext' | 'amqp';

/** What `uninstall` would take away. */
export interface Removal {
  /** What goes. */
  readonly plan: string;
  /** Templates, or what they lie in: some keep them. */
  readonly ofTemplates?: true;
  apply(signal: AbortSignal): Promise<readonly string[]>;
}

/** Everything outside that the installation looks at and changes. */
export interface Site {
  readonly config: Config;
  readonly administration: VcdAdministration;
  /** Connects when it is first called. */
  readonly broker: (signal: AbortSignal) => Promise<Broker>;
  /** Logs in to a vCenter with the account of its entry, and out again. Throws `VsphereError`. */
  readonly tryVCenter: (entry: VCenterConfig, vCenter: VCenter, signal: AbortSignal) => Promise<void>;
  readonly templates: TemplateWorks;
  readonly records: RecordWorks;
}
