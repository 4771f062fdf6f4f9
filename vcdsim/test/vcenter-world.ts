import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { GuestDriver, ModelInput, SimulatorOptions } from '../src/index.ts';
import { defaultModel } from '../src/index.ts';
import { simulated, xmlns } from './simulated.ts';
import type { TestSimulator } from './simulated.ts';
import { compose, findPlaces, vmOf } from './tenant-world.ts';
import { VimClient } from './vim-client.ts';
import { hrefOf } from './simulated.ts';

/** A simulator with a vCenter over plain HTTP, and a VM in it that is off. */
export interface VCenterWorld extends AsyncDisposable {
  readonly server: TestSimulator;
  readonly vim: VimClient;
  readonly power: (action: 'powerOn' | 'powerOff' | 'reset') => Promise<void>;
  /** Switches the VM off, and on again with its guest customized anew. */
  readonly customizeAgain: () => Promise<void>;
  readonly vmId: string;
}

/** Logged in; `vcenter` changes the model's vCenter. */
export async function vCenterWorld(
  t: TestContext,
  guests: GuestDriver,
  options: Partial<SimulatorOptions> & { readonly vcenter?: object } = {},
): Promise<VCenterWorld> {
  const { vcenter, ...others } = options;
  const model: ModelInput = {
    ...defaultModel,
    vCenters: [{ name: 'vc1', tls: 'off', listen: { port: 0 }, ...vcenter }],
  };
  const server = await simulated(t, { guests, model, ...others });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['mstr-a']);
  const vm = [...server.sim.inventory.vms.values()][0];
  const [vCenter] = server.sim.vCenters;
  assert.ok(vm && vCenter);
  const href = hrefOf(await vmOf(alice, vApp, 'mstr-a'));
  const vim = new VimClient(vCenter.url);
  vim.moref = vm.moref;
  await vim.login();
  return {
    server,
    vim,
    vmId: vm.id,
    power: async (action) => {
      await alice.done('POST', `${href}/power/action/${action}`);
    },
    customizeAgain: async () => {
      const params = (name: string, attributes: string): string => `<${name} ${xmlns} ${attributes}/>`;
      await alice.done('POST', `${href}/action/undeploy`, params('UndeployVAppParams', ''));
      const forced = 'powerOn="true" forceCustomization="true"';
      await alice.done('POST', `${href}/action/deploy`, params('DeployVAppParams', forced));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
