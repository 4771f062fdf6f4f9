import type { ExtensionBridge } from './extensions/extension-bridge.ts';
import type { FaultInjector } from './faults/fault-injector.ts';
import type { Clock, GuestDriver } from './guests/guest-driver.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { DefinedEntities } from './openapi/defined-entities.ts';
import type { Random } from './random.ts';
import type { RightChecks } from './rights/right-checks.ts';
import type { ApiTokens } from './sessions/api-tokens.ts';
import type { SessionStore } from './sessions/session-store.ts';
import type { TaskEngine } from './tasks/task-engine.ts';

/** What the operations of one simulator share. */
export interface World {
  readonly inventory: Inventory;
  readonly tasks: TaskEngine;
  readonly sessions: SessionStore;
  readonly rights: RightChecks;
  readonly apiTokens: ApiTokens;
  readonly definedEntities: DefinedEntities;
  readonly faults: FaultInjector;
  readonly extensions: ExtensionBridge;
  readonly guests: GuestDriver;
  /** False for guests that never say anything: their VMs show no VMware Tools. */
  readonly guestsTalk: boolean;
  /** After this long without a byte an upload is given up. */
  readonly uploadTimeoutMs: number;
  /** Told when a vApp has another lease than before. */
  readonly leases: { wake(): void };
  readonly clock: Clock;
  /** Aborted when the simulator stops: what waits ends. */
  readonly stopping: AbortSignal;
  readonly random: Random;
}
