/** `node bench/rig/slow-store-server.ts CONFIG MS`: the server, on a disk that takes MS milliseconds longer to commit. */
import { loadConfig } from '#config/load-config.ts';
import { createLogger } from '#telemetry/logger.ts';
import { startServer } from '../../src/main.ts';

const [configFile = '', commitDelayMs] = process.argv.slice(2);
const { config } = await loadConfig(configFile);
const log = createLogger({ level: config.telemetry.logLevel, destination: process.stderr });
const server = await startServer(config, {
  log,
  configFile,
  store: { commitDelayMs: Number(commitDelayMs) },
});
process.once('SIGTERM', () => void server[Symbol.asyncDispose]());
process.stdout.write('waiting for requests\n');
