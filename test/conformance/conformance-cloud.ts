import type { Exchange } from 'vcdsim';
import type { Server } from '../../src/main.ts';
import { noBroker, startCloud, type CloudOptions, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { clientMissing, openShell, type ClientVersion, type Shell } from './original-client.ts';
import { withNetworks, withSubnet } from '../support/simulated-model.ts';

/** A simulated cloud with the server running, and people with the original client. */
export interface ConformanceCloud extends SimulatedCloud {
  /** The server that runs from the beginning. */
  readonly server: Server;
  /** Every request that vCD got, in order. */
  readonly exchanges: readonly Exchange[];
  /** Somebody who has logged in. */
  shellOf(user: string, org: string, version?: ClientVersion): Promise<Shell>;
}

/** Why a file of tests is skipped; false when everything is there. */
export function notReady(version: ClientVersion = '1.2.7'): string | false {
  return noBroker || clientMissing(version);
}

/** The version that each client logs in with: the sample configuration's, and the newest that the old one knows. */
const apiVersions: Readonly<Record<ClientVersion, string>> = { '1.2.7': '31.0', '0.3.0': '30.0' };

/** What one logs in with to a simulator at `url`. */
export function loginWords(url: string, user: string, org: string): readonly string[] {
  return ['login', url, org, user, '-i', '-w'];
}

export async function startConformance(options: CloudOptions = {}): Promise<ConformanceCloud> {
  const exchanges: Exchange[] = [];
  const cloud = await startCloud({ ...options, onExchange: (exchange) => void exchanges.push(exchange) });
  await using starting = new AsyncDisposableStack();
  starting.use(cloud);
  const server = await cloud.startServer();
  starting.move();
  return {
    ...cloud,
    server,
    exchanges,
    async shellOf(user, org, version = '1.2.7') {
      const shell = await openShell({ version, directory: cloud.directory });
      const words = [...loginWords(cloud.sim.url, user, org), '-V', apiVersions[version]];
      const { code, stderr } = await shell.vcd(words);
      if (code !== 0) throw new Error(`vcd ${words.join(' ')}: ${stderr}`);
      return shell;
    },
  };
}

/** What the server told vCD of a task, each text once. */
export function operationsSent(cloud: ConformanceCloud, taskId: string): string[] {
  const texts = cloud.exchanges
    .filter(
      ({ method, path, pattern }) =>
        (method === 'PUT' && path === `/api/task/${taskId}`) ||
        (method === 'POST' && pattern === '/api/tasksList/{id}'),
    )
    .filter(({ path, responseBody }) => path.endsWith(taskId) || responseBody.includes(taskId))
    .map(({ requestBody }) => /\boperation="([^"]*)"/.exec(requestBody)?.[1] ?? '');
  return [...new Set(texts)];
}

/** Another model whose networks hand out addresses that the test knows; for clouds whose guests serve no API. */
export function withSubnets(subnets: Readonly<Record<string, string>>): NonNullable<CloudOptions['model']> {
  return (model) =>
    withNetworks(model, (network) => {
      const net = subnets[network.name];
      return net === undefined ? network : withSubnet(network, net);
    });
}
