import type { Latency } from 'vcdsim';

/**
 * What operators measured in installations at work: tens of seconds for every task that moves a machine. Reconfiguring
 * a VM took them 50 to 120 seconds; this is the middle.
 */
const fieldMs = { compose: 74_000, reconfigure: 85_000, powerOn: 83_000, boot: 60_000, metadata: 1_000 };

/** How much faster than the field a bench is that has to end today; what a server adds does not shrink with it. */
export const fieldFactor = 20;

/** The field's latency, `factor` times faster. */
export function fieldLatency(factor: number): {
  readonly latency: Partial<Latency>;
  readonly bootMs: number;
  /** The least time from the request to the last node's word: these four can only come one after the other. */
  readonly criticalPathMs: number;
} {
  const { compose, reconfigure, powerOn, boot, metadata } = fieldMs;
  return {
    latency: {
      default: metadata / factor,
      operations: {
        vdcComposeVapp: compose / factor,
        vdcRecomposeVapp: compose / factor,
        vappUpdateVm: reconfigure / factor,
        vappDeploy: powerOn / factor,
        metadataUpdate: metadata / factor,
      },
    },
    bootMs: boot / factor,
    criticalPathMs: (compose + reconfigure + powerOn + boot) / factor,
  };
}
