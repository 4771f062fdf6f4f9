import type { FaultRule } from '../faults/fault-rule.ts';
import type { XmlElement } from '../xml/read.ts';
import type { VCenterContext } from './vcenter-context.ts';
import type { VimSession } from './vim-sessions.ts';
import type { VimReference, VimValue } from './vim-values.ts';

/** A call by somebody who is logged in. */
export interface MethodCall {
  readonly context: VCenterContext;
  readonly session: VimSession;
  readonly self: VimReference;
  readonly arguments: XmlElement;
  /** `host:port` by which the client reached the vCenter. */
  readonly authority: string;
  /** The fault rule that struck the call. */
  readonly rule: FaultRule | undefined;
}

/** One method of the vSphere API; throws a `VimFault`. */
export type Method = (call: MethodCall) => VimValue | undefined | Promise<VimValue | undefined>;
