import type { Config } from '#config/config.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { VcdOptions } from '#vcd/connect.ts';

/** How the service account of a configuration reaches vCD, and how hard it may work it. */
export function serviceAccount({ vcd, limits }: Config, log: Logger): VcdOptions {
  return {
    baseUrl: vcd.url,
    username: vcd.username,
    password: vcd.password,
    org: 'System',
    apiVersion: vcd.apiVersion,
    verifyTls: vcd.verify,
    log,
    limits: { concurrency: limits.vcdConcurrency, ratePerSecond: limits.vcdRatePerSecond },
  };
}
