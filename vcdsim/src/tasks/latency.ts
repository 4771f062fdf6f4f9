import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const Duration = z.union([
  z.number().nonnegative(),
  z.strictObject({ ms: z.number().nonnegative().default(0), perVmMs: z.number().nonnegative().default(0) }),
]);

/** How long tasks take, by operation name (`vdcRecomposeVapp`), in simulated milliseconds. */
export const Latency = z.strictObject({
  default: Duration.default(0),
  operations: z.record(z.string(), Duration).default({}),
});

export type Latency = z.output<typeof Latency>;

/** Like a small idle installation, some ten times faster. */
export const briskLatency: Latency = {
  default: 200,
  operations: {
    vdcComposeVapp: { ms: 200, perVmMs: 150 },
    vdcRecomposeVapp: { ms: 300, perVmMs: 150 },
    vappDeploy: { ms: 300, perVmMs: 50 },
    metadataUpdate: 30,
    metadataDelete: 30,
  },
};

/** Reads a file of YAML; throws for what it does not know. */
export async function readLatencyFile(path: string): Promise<Latency> {
  return Latency.parse(parse(await readFile(path, 'utf8')));
}

/** How long a task takes, in milliseconds. */
export function durationOf(latency: Latency, operationName: string, vmCount: number): number {
  const duration = latency.operations[operationName] ?? latency.default;
  return typeof duration === 'number' ? duration : duration.ms + duration.perVmMs * vmCount;
}
