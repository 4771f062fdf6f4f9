import type { FaultRule } from 'vcdsim';
import { fault } from '../support/faults.ts';
import { eventually, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { toldGuests, type ToldGuests } from '../support/told-guests.ts';

/** One cloud that many clusters share, with what the model's events need to poke it. */
export interface WorldStage extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly guests: ToldGuests;
  /** Runs `work` while vCD's tasks of that operation on the object fail; `failed` waits until some have. */
  whileFailing(
    what: { readonly operation: string; readonly object: string },
    work: (failed: (times: number) => Promise<void>) => Promise<void>,
  ): Promise<void>;
  /** Stops the server and starts it again: for every cluster on the stage. */
  restartServer(): Promise<void>;
}

export async function openWorldStage(): Promise<WorldStage> {
  await using opening = new AsyncDisposableStack();
  const guests = opening.use(toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? ''));
  // Nobody tells the server what is done by hand: it sees it when it looks at everything, every second or so.
  const cloud: SimulatedCloud = opening.use(
    await startCloud({
      guests,
      limits: { resync_seconds: 1 },
      repair: { policy: 'auto', power_on_after_seconds: 1, replace_after_seconds: 1 },
    }),
  );
  await cloud.startServer();

  const rules = new Set<FaultRule>();
  const arm = () => cloud.sim.setFaults([...rules]);
  let restarting: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const open = opening.move();
  return {
    cloud,
    guests,
    async whileFailing(what, work) {
      const rule = fault({ effect: 'task-error', message: 'the model makes it fail', ...what });
      const failed = (times: number) =>
        eventually(
          async () => (await struckBy(cloud.sim.url, what)) >= times || undefined,
          `${what.operation} fails`,
        );
      rules.add(rule);
      arm();
      try {
        await work(async (times) => void (await failed(times)));
      } finally {
        rules.delete(rule);
        arm();
      }
    },
    restartServer() {
      // Who asks while one restart is under way shares the next.
      next ??= restarting.then(async () => {
        restarting = next ?? restarting;
        next = undefined;
        await cloud.stopServer();
        await cloud.startServer();
      });
      return next;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** How often the rule has struck; the rules of others come and go meanwhile. */
async function struckBy(simUrl: string, { operation, object }: Partial<FaultRule>): Promise<number> {
  // vcdsim's own answer: its shape is documented there.
  const { rules } = (await (await fetch(`${simUrl}/sim/faults`)).json()) as {
    rules: (FaultRule & { readonly struck: number })[];
  };
  return rules.find((rule) => rule.operation === operation && rule.object === object)?.struck ?? 0;
}
