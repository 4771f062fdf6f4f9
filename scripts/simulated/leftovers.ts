/** What a simulated Cloud Director holds that a deleted cluster should not have left. */
export interface Leftovers {
  readonly vApps: number;
  readonly vms: number;
  readonly ipAddresses: number;
  readonly runningTasks: number;
  readonly total: number;
}

interface Inventory {
  readonly vApps: readonly unknown[];
  readonly vms: readonly unknown[];
  /** By network. */
  readonly usedAddresses: Readonly<Record<string, readonly string[]>>;
  readonly runningTasks: readonly unknown[];
}

export async function leftovers(vcdUrl: string): Promise<Leftovers> {
  const response = await fetch(`${vcdUrl}/sim/inventory`);
  // vcdsim's own answer: its shape is documented there.
  const { vApps, vms, usedAddresses, runningTasks } = (await response.json()) as Inventory;
  const counts = {
    vApps: vApps.length,
    vms: vms.length,
    ipAddresses: Object.values(usedAddresses).flat().length,
    runningTasks: runningTasks.length,
  };
  return { ...counts, total: counts.vApps + counts.vms + counts.ipAddresses + counts.runningTasks };
}
