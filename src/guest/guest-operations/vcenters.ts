import type { Logger } from '#telemetry/logger.ts';
import type { Vm } from '#vcd/model.ts';
import type { Trust } from '#vsphere/trust.ts';
import { VsphereError } from '#vsphere/errors.ts';
import { connectVCenter, type VCenter, type VCenterOptions } from '#vsphere/vcenter.ts';
import { GuestUnreachable } from '../errors.ts';

/** An operator's account in one vCenter. */
export interface VCenterAccount {
  /** Its name in vCD; null: whichever it is, for there is one only (CSE 0.3.0). */
  readonly name: string | null;
  /** Undefined: the address that vCD has. */
  readonly url: URL | undefined;
  readonly username: string;
  readonly password: string;
  readonly trust: Trust;
}

/** A vCenter as vCD has it registered. */
export interface RegisteredVCenter {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** What is known of vCenters, in the configuration and in vCD. */
export interface VCentersOptions {
  readonly accounts: readonly VCenterAccount[];
  readonly registered: (signal: AbortSignal) => Promise<readonly RegisteredVCenter[]>;
  readonly log: Logger;
}

/** The vCenters behind a vCD, each with one session for everybody; disposing of them logs out. */
export class VCenters implements AsyncDisposable {
  readonly #options: VCentersOptions;
  readonly #clients = new Map<string, VCenter>();

  constructor(options: VCentersOptions) {
    this.#options = options;
  }

  /** Where the VM is. Throws `GuestUnreachable` that says what an operator has to do. */
  async find(vm: Vm, signal: AbortSignal): Promise<{ readonly vCenter: VCenter; readonly moRef: string }> {
    const where = vm.inVCenter;
    if (!where) {
      const why =
        'Cloud Director does not show where it is in vCenter: the service account has to be a system administrator';
      throw new GuestUnreachable(vm.name, why);
    }
    const { server, moRef } = where;
    return { vCenter: this.#clients.get(server.id) ?? (await this.#connect(vm, server, signal)), moRef };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  }

  async #connect(
    vm: Vm,
    server: { readonly id: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<VCenter> {
    const { accounts, log } = this.#options;
    const account =
      accounts.find(({ name }) => name === server.name) ?? accounts.find(({ name }) => name === null);
    if (!account) {
      throw new GuestUnreachable(
        vm.name,
        `no account for vCenter '${server.name}': add an entry of that name to \`vcs\``,
      );
    }
    const url = account.url ?? (await this.#registeredUrl(vm, server, signal));
    // Another look may have been faster.
    const present = this.#clients.get(server.id);
    if (present) return present;
    const client = connect(vm, { ...account, url, name: server.name, log });
    this.#clients.set(server.id, client);
    return client;
  }

  async #registeredUrl(
    vm: Vm,
    server: { readonly id: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<URL> {
    const registered = await this.#options.registered(signal);
    const url = registered.find(({ id }) => id === server.id)?.url ?? '';
    if (URL.canParse(url)) return new URL(new URL(url).origin);
    throw new GuestUnreachable(vm.name, `Cloud Director has no address of vCenter '${server.name}'`);
  }
}

function connect(vm: Vm, options: VCenterOptions): VCenter {
  try {
    return connectVCenter(options);
  } catch (error) {
    if (error instanceof VsphereError) throw new GuestUnreachable(vm.name, error.message);
    throw error;
  }
}
