import type { Template } from '#records/template.ts';
import type { Refusal } from './cluster-refusal.ts';

/** The catalog item as vCD shows it to the service account; ids are bare UUIDs. */
export interface ItemObservation {
  readonly state: 'absent' | 'unusable' | 'usable';
  /** The vApp template in it, where there is one. */
  readonly vAppTemplateId: string | undefined;
}

/** The world around a template that is being made, as plain data. What could not be read throws instead. */
export interface BuildObservation {
  /** Why the template cannot be made at that place: a name that is not there, or one that somebody else holds. */
  readonly refusal: Refusal | undefined;
  /** The image in this server's cache. */
  readonly image: { readonly state: 'absent' | 'fetching' | 'fetched' | 'refused'; readonly message: string };
  /** The image in the catalog. `stale`: another image has its name, or vCD gave it up. */
  readonly source: 'absent' | 'stale' | 'unfinished' | 'usable';
  /** The vApp under the name of the temporary one. `stale`: of another build; `foreign`: none that we made. */
  readonly vApp: 'absent' | 'foreign' | 'stale' | 'making' | 'broken' | 'present';
  readonly guest: GuestObservation | undefined;
  /** The vApp carries the mark that its customization was finished and found good. */
  readonly validated: boolean;
  readonly capture: { readonly state: 'none' | 'running' | 'failed'; readonly message: string };
  /** Machines that are being copied from the template that is to be replaced, by the name of their cluster. */
  readonly copying: readonly string[];
  /** The last error of a task on the vApp or its VM, for people. */
  readonly lastTaskError: string | undefined;
}

/** What is to be seen of the machine that is customized. */
export interface GuestObservation {
  readonly power: 'off' | 'on';
  readonly busy: boolean;
  /** The plan is on the VM. */
  readonly configured: boolean;
  /** `waiting`: up, and without its plan yet. */
  readonly state: 'silent' | 'waiting' | 'running' | 'succeeded' | 'failed';
  /** What the guest said last: its phase, or why it failed. */
  readonly message: string;
  /** No secret of the plan is left on the VM. */
  readonly wiped: boolean;
}

/** What was seen of a template in vCD just now. */
export interface TemplateObservation {
  readonly item: ItemObservation;
  /** Every organization sees the catalog. */
  readonly shared: boolean;
  /** Only looked at while there is something to be made or to be removed. */
  readonly build: BuildObservation | undefined;
}

/** Phases that are given up when they last too long. */
export type TemplateTimedPhase =
  'makingVApp' | 'configuringGuest' | 'poweringOn' | 'customizing' | 'shuttingDown' | 'capturing';

/** Milliseconds by phase. */
export type TemplateDeadlines = Readonly<Record<TemplateTimedPhase, number>>;

/** Everything that the machine decides from. */
export interface TemplateQuestion {
  readonly template: Template;
  readonly observed: TemplateObservation;
  readonly deadlines: TemplateDeadlines;
  readonly now: Date;
}
