import { assign, setup, type EventFrom, type SnapshotFrom } from 'xstate';
import { createTestModel } from 'xstate/graph';

/** What a tenant asks for, and what goes wrong in Cloud Director while it is made. */
export interface Wish {
  readonly workers: 0 | 1 | 2;
  readonly rollback: boolean;
  /** `compose`: its task fails; `tagging`: that of the vApp's metadata does, the first times. */
  readonly trouble: 'none' | 'compose' | 'tagging';
}

export type WorldEvent =
  | { readonly type: 'create'; readonly wish: Wish }
  | { readonly type: 'guestsAnswer' }
  | { readonly type: 'guestsFail' }
  | { readonly type: 'powerOffByHand' }
  | { readonly type: 'powerOnByHand' }
  | { readonly type: 'deleteVAppByHand' }
  | { readonly type: 'restartServer' }
  | { readonly type: 'delete' };

interface World {
  readonly wish: Wish | undefined;
  /** What it has been through, where its state does not show it: else no path would have to go there. */
  readonly past: 'nothing' | 'repaired' | 'guests failed' | 'deleted';
  /** How often each may still happen: they bound the number of paths. */
  readonly restarts: number;
  readonly powerOffs: number;
  readonly deletionsByHand: number;
}

/** Guests that stay silent are those that have not been told anything yet: a cluster is then `making`. */
export const wishes: readonly Wish[] = [
  { workers: 2, rollback: true, trouble: 'none' },
  { workers: 0, rollback: false, trouble: 'none' },
  { workers: 1, rollback: false, trouble: 'tagging' },
  { workers: 1, rollback: true, trouble: 'compose' },
  { workers: 1, rollback: false, trouble: 'compose' },
];

const forgotten = { wish: undefined, restarts: 0, powerOffs: 0, deletionsByHand: 0 } satisfies Partial<World>;

/**
 * What people and the cloud can do to one cluster, and what has to become of it: not how the controller works. Its
 * states are what a tenant would say of the cluster once everything has settled.
 */
export const clusterWorld = setup({
  types: { context: {} as World, events: {} as WorldEvent },
  guards: {
    composeFails: ({ event }) => event.type === 'create' && event.wish.trouble === 'compose',
    takenBack: ({ context, event }) =>
      (event.type === 'create' ? event.wish : context.wish)?.rollback === true,
    mayRestart: ({ context }) => context.restarts > 0,
    mayPowerOff: ({ context }) => context.powerOffs > 0,
    mayDeleteByHand: ({ context }) => context.deletionsByHand > 0,
    takenBackAfterCompose: ({ event }) =>
      event.type === 'create' && event.wish.trouble === 'compose' && event.wish.rollback,
  },
  actions: {
    wish: assign(({ event }) => (event.type === 'create' ? { wish: event.wish } : {})),
    restart: assign(({ context }) => ({ restarts: context.restarts - 1 })),
    powerOff: assign(({ context }) => ({ powerOffs: context.powerOffs - 1 })),
    deleteByHand: assign(({ context }) => ({ deletionsByHand: context.deletionsByHand - 1 })),
    forget: assign(() => forgotten),
    noteRepair: assign(() => ({ past: 'repaired' as const })),
    noteFailure: assign(() => ({ past: 'guests failed' as const })),
    noteDeletion: assign(() => ({ past: 'deleted' as const })),
  },
}).createMachine({
  id: 'clusterWorld',
  context: { wish: undefined, past: 'nothing', restarts: 1, powerOffs: 1, deletionsByHand: 1 },
  initial: 'none',
  states: {
    none: {
      on: {
        create: [
          { guard: 'takenBackAfterCompose', target: 'gone', actions: ['wish', 'forget'] },
          { guard: 'composeFails', target: 'failed', actions: 'wish' },
          { target: 'making', actions: 'wish' },
        ],
      },
    },
    making: {
      on: {
        guestsAnswer: 'ready',
        guestsFail: [
          { guard: 'takenBack', target: 'gone', actions: ['forget', 'noteFailure'] },
          { target: 'failed' },
        ],
        restartServer: { guard: 'mayRestart', target: 'making', actions: 'restart' },
        // Nobody was promised anything yet: what is missing is simply made again.
        powerOffByHand: { guard: 'mayPowerOff', target: 'making', actions: 'powerOff' },
        deleteVAppByHand: { guard: 'mayDeleteByHand', target: 'making', actions: 'deleteByHand' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    ready: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'ready', actions: 'restart' },
        powerOffByHand: { guard: 'mayPowerOff', target: 'poweredOff', actions: 'powerOff' },
        deleteVAppByHand: { guard: 'mayDeleteByHand', target: 'vAppLost', actions: 'deleteByHand' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    poweredOff: {
      on: {
        powerOnByHand: { target: 'ready', actions: 'noteRepair' },
        restartServer: { guard: 'mayRestart', target: 'poweredOff', actions: 'restart' },
        deleteVAppByHand: { guard: 'mayDeleteByHand', target: 'vAppLost', actions: 'deleteByHand' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    vAppLost: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'vAppLost', actions: 'restart' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    failed: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'failed', actions: 'restart' },
        // It was kept to be looked at; with nothing left to look at, its name is free again.
        deleteVAppByHand: { target: 'gone', actions: ['forget', 'noteDeletion'] },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    gone: {},
  },
});

export type WorldState = SnapshotFrom<typeof clusterWorld>['value'];

/** Everything that can be tried in any state; the guards say what is possible. */
const events: readonly EventFrom<typeof clusterWorld>[] = [
  ...wishes.map((wish) => ({ type: 'create' as const, wish })),
  { type: 'guestsAnswer' },
  { type: 'guestsFail' },
  { type: 'powerOffByHand' },
  { type: 'powerOnByHand' },
  { type: 'deleteVAppByHand' },
  { type: 'restartServer' },
  { type: 'delete' },
];

/** One event of a path and the state that it has to lead to. */
export interface PathStep {
  readonly event: WorldEvent;
  readonly leadsTo: WorldState;
}

/** Shortest paths to every state of the world, or all paths that pass no state twice (many, for the night). */
export function worldPaths(kind: 'shortest' | 'simple'): readonly (readonly PathStep[])[] {
  const model = createTestModel(clusterWorld);
  const options = {
    events: [...events],
    // Not what led to it: an event that changes nothing makes no new state.
    serializeState: ({ value, context }: SnapshotFrom<typeof clusterWorld>) =>
      JSON.stringify([value, context]),
  };
  const paths = kind === 'shortest' ? model.getShortestPaths(options) : model.getSimplePaths(options);
  return paths.map(({ steps }) =>
    steps
      .filter(({ event }) => event.type !== ('xstate.init' as string))
      .map(({ event, state }) => ({ event, leadsTo: state.value })),
  );
}
