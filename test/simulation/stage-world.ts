import {
  defaultModel,
  instantGuests,
  startVcdsim,
  type ModelInput,
  type Simulator,
  type SimulatorOptions,
} from 'vcdsim';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';

/** Nobody listens there: what is sent to it is handed over in this process. */
export const amqpUrl = 'amqp://guest:guest@127.0.0.1:5672';

/** Tasks of an installation that is neither idle nor in trouble. */
export const usualLatency = {
  default: 3_000,
  operations: {
    vdcComposeVapp: { ms: 8_000, perVmMs: 15_000 },
    vdcRecomposeVapp: { ms: 8_000, perVmMs: 15_000 },
    vappDeploy: { ms: 5_000, perVmMs: 2_000 },
    metadataUpdate: 500,
    metadataDelete: 500,
  },
};

/** The built-in model, where the service's account may do everything. */
export const stageModel: ModelInput = {
  ...defaultModel,
  administrators: [
    { name: serviceAccount.username, password: serviceAccount.password, role: 'System Administrator' },
    ...(defaultModel.administrators ?? []),
  ],
};

type Clock = NonNullable<SimulatorOptions['clock']>;

/** Starts vcdsim with its guests in a time that is given; it listens nowhere. */
export function startWorld({
  base,
  model = (given) => given,
  latency = usualLatency,
  clock,
  ...rest
}: {
  readonly base: string;
  readonly seed: number;
  readonly model: ((model: ModelInput) => ModelInput) | undefined;
  readonly latency: SimulatorOptions['latency'] | undefined;
  readonly clock: Clock;
} & Required<Pick<SimulatorOptions, 'connectBroker' | 'log'>>): {
  readonly guests: ReturnType<typeof instantGuests>;
  readonly opening: Promise<Simulator>;
} {
  const guests = instantGuests({
    ...{ clock, agentClock: () => clock.now(), bootMs: 20_000, jobPollMs: 60_000 },
    workloadApi: 'nodes',
  });
  const opening = startVcdsim({
    ...rest,
    ...{ clock, guests, latency, amqpUrl },
    listen: false,
    publicUrl: base,
    model: model(stageModel),
  });
  return { guests, opening };
}
