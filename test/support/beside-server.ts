import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load-config.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteReader, type SqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import { serviceAccount } from '../../src/wiring/service-account.ts';
import type { SimulatedCloud } from './simulated-cloud.ts';

/** What the server has, and a client of its own account beside it, whether it runs or not. */
export interface BesideServer extends AsyncDisposable {
  readonly config: Config;
  readonly reader: SqliteReader;
  readonly vcd: ConnectedCloudDirector;
}

export async function openBesideServer(cloud: SimulatedCloud): Promise<BesideServer> {
  const log = createLogger({ level: 'silent' });
  await using opening = new AsyncDisposableStack();
  const { config } = await loadConfig(cloud.configPath);
  const secretKey = await loadSecretKey({ kind: 'file', path: config.store.secretKeyFile, create: false });
  const reader = opening.use(await openSqliteReader({ path: config.store.path, secretKey, log }));
  const vcd = opening.use(connectCloudDirector(serviceAccount(config, log)));
  const open = opening.move();
  return { config, reader, vcd, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
