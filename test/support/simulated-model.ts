import { defaultModel, type ModelInput } from 'vcdsim';

type ModelVdc = NonNullable<NonNullable<ModelInput['orgs']>[number]['vdcs']>[number];
type ModelNetwork = NonNullable<ModelVdc['networks']>[number];

/** The built-in model with an exchange and addresses of its own, so that test files can run side by side. */
export function simulatedModel(exchange: string): ModelInput {
  return {
    ...withNetworks(defaultModel, (network) => withSubnet(network, ownSubnet())),
    services: (defaultModel.services ?? []).map((service) => ({
      ...service,
      exchange,
      routingKey: exchange,
    })),
  };
}

/** The model with each network of each VDC as `change` makes it. */
export function withNetworks(model: ModelInput, change: (network: ModelNetwork) => ModelNetwork): ModelInput {
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({ ...vdc, networks: (vdc.networks ?? []).map(change) })),
    })),
  };
}

/** The network with the addresses 10 to 250 of a subnet, given by its first three numbers. */
export function withSubnet(network: ModelNetwork, net: string): ModelNetwork {
  return { ...network, gateway: `${net}.1`, ranges: [{ start: `${net}.10`, end: `${net}.250` }] };
}

/** Three numbers of a loopback subnet that hardly another test hands out at the same time. */
export function ownSubnet(): string {
  return `127.${20 + Math.floor(Math.random() * 200)}.${Math.floor(Math.random() * 250)}`;
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
