import type { ModelInput, SimulatorOptions } from 'vcdsim';
import type { Config } from '#config/config.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { AtPoint } from './points.ts';
import type { ServiceParts } from './service-process.ts';

/** What a stage is opened with. */
export interface StageOptions {
  readonly seed: number;
  /** Told of every point where the process may end. */
  readonly atPoint?: AtPoint;
  readonly deadlines?: Readonly<Record<string, number>>;
  readonly limits?: Readonly<Record<string, number>>;
  readonly model?: (model: ModelInput) => ModelInput;
  /** Milliseconds that tasks of vCD take; by default some seconds. */
  readonly latency?: SimulatorOptions['latency'];
  readonly log?: Logger;
  /** Another configuration than the usual one; what it puts beside the database goes with the stage. */
  readonly config?: (config: Config) => Config | Promise<Config>;
  /** Stands between the service and its memory and vCD, where a test makes it forget what it relies on. */
  readonly between?: (parts: ServiceParts) => ServiceParts;
}
