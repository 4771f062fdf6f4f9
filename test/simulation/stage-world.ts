import { defaultModel, type ModelInput } from 'vcdsim';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';

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
