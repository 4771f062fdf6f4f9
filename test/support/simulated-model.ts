import { defaultModel, type ModelInput } from 'vcdsim';

/** The built-in model with an exchange and addresses of its own, so that test files can run side by side. */
export function simulatedModel(exchange: string): ModelInput {
  const subnet = () => `127.${20 + Math.floor(Math.random() * 200)}.${Math.floor(Math.random() * 250)}`;
  return {
    ...defaultModel,
    orgs: (defaultModel.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({
        ...vdc,
        networks: (vdc.networks ?? []).map((network) => {
          const net = subnet();
          return { ...network, gateway: `${net}.1`, ranges: [{ start: `${net}.10`, end: `${net}.250` }] };
        }),
      })),
    })),
    services: (defaultModel.services ?? []).map((service) => ({
      ...service,
      exchange,
      routingKey: exchange,
    })),
  };
}

/** A second storage profile, `gold`, in every VDC. */
export function withGold(model: ModelInput): ModelInput {
  const storageProfiles = [{ name: '*', default: true }, { name: 'gold' }];
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({ ...vdc, storageProfiles })),
    })),
  };
}
