import { loadConfig } from '#config/load-config.ts';
import { openSqliteStore } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { connectCloudDirector } from '#vcd/connect.ts';
import { openGuests } from '../../src/wiring/open-guests.ts';
import type { TemplateWorkshop } from '../../src/wiring/template-workshop.ts';
import { testSecretKey } from './sqlite-home.ts';

/** Opens what an installation opens, on the database beside the configuration. */
export async function inWorkshop<T>(
  configPath: string,
  onProgress: TemplateWorkshop['onProgress'],
  work: (workshop: TemplateWorkshop) => Promise<T>,
): Promise<T> {
  const { config } = await loadConfig(configPath);
  const log = createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
  await using opened = new AsyncDisposableStack();
  const store = opened.use(await openSqliteStore({ path: config.store.path, secretKey: testSecretKey, log }));
  const vcd = opened.use(
    connectCloudDirector({
      baseUrl: config.vcd.url,
      username: config.vcd.username,
      password: config.vcd.password,
      org: 'System',
      verifyTls: true,
      log,
      limits: { concurrency: 16, ratePerSecond: 2000 },
    }),
  );
  const guests = opened.use(await openGuests({ config, vcd, log }));
  return await work({
    ...{ config, store, vcd, log, onProgress },
    guests: guests.backends,
    sharedPasswords: guests.sharedPasswords,
    clock: () => new Date(),
  });
}
