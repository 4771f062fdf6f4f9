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
  | { readonly type: 'stopByHand' }
  | { readonly type: 'startByHand' }
  | { readonly type: 'deleteWorkerByHand' }
  | { readonly type: 'deleteAllWorkersByHand' }
  | { readonly type: 'deleteControlPlaneByHand' }
  | { readonly type: 'deleteVAppByHand' }
  | { readonly type: 'restartServer' }
  | { readonly type: 'delete' };

interface World {
  readonly wish: Wish | undefined;
  /** What it has been through, where its state does not show it: else no path would have to go there. */
  readonly past: 'nothing' | 'guests failed' | 'deleted' | WorldEvent['type'];
  /** How often each may still happen: they bound the number of paths. */
  readonly restarts: number;
  readonly byHand: number;
}

/** Guests that stay silent are those that have not been told anything yet: a cluster is then `making`. */
const wishes: readonly Wish[] = [
  { workers: 2, rollback: true, trouble: 'none' },
  { workers: 0, rollback: false, trouble: 'none' },
  { workers: 1, rollback: false, trouble: 'tagging' },
  { workers: 1, rollback: true, trouble: 'compose' },
  { workers: 1, rollback: false, trouble: 'compose' },
];

const forgotten = {
  wish: undefined,
  restarts: 0,
  byHand: 0,
} satisfies Partial<World>;

/**
 * What people and the cloud can do to one cluster, and what has to become of it: not how the controller works. Its
 * states are what a tenant would say of the cluster once everything has settled.
 */
const clusterWorld = setup({
  types: { context: {} as World, events: {} as WorldEvent },
  guards: {
    composeFails: ({ event }) => event.type === 'create' && event.wish.trouble === 'compose',
    takenBack: ({ context, event }) =>
      (event.type === 'create' ? event.wish : context.wish)?.rollback === true,
    mayRestart: ({ context }) => context.restarts > 0,
    mayMeddle: ({ context }) => context.byHand > 0,
    mayDeleteWorker: ({ context }) => context.byHand > 0 && (context.wish?.workers ?? 0) > 0,
    // With one worker none is left either, but that is no more than may be down at once.
    mayDeleteAllWorkers: ({ context }) => context.byHand > 0 && context.wish?.workers === 2,
    takenBackAfterCompose: ({ event }) =>
      event.type === 'create' && event.wish.trouble === 'compose' && event.wish.rollback,
  },
  actions: {
    wish: assign(({ event }) => (event.type === 'create' ? { wish: event.wish } : {})),
    restart: assign(({ context }) => ({ restarts: context.restarts - 1 })),
    meddle: assign(({ context, event }) => ({ byHand: context.byHand - 1, past: event.type })),
    forget: assign(() => forgotten),
    noteStart: assign(() => ({ past: 'startByHand' as const })),
    noteFailure: assign(() => ({ past: 'guests failed' as const })),
    noteDeletion: assign(() => ({ past: 'deleted' as const })),
  },
}).createMachine({
  id: 'clusterWorld',
  context: { wish: undefined, past: 'nothing', restarts: 1, byHand: 1 },
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
        powerOffByHand: { guard: 'mayMeddle', target: 'making', actions: 'meddle' },
        deleteVAppByHand: { guard: 'mayMeddle', target: 'making', actions: 'meddle' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    ready: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'ready', actions: 'restart' },
        // It is powered on, or another one is made in its place.
        powerOffByHand: { guard: 'mayMeddle', target: 'ready', actions: 'meddle' },
        deleteWorkerByHand: {
          guard: 'mayDeleteWorker',
          target: 'ready',
          actions: 'meddle',
        },
        // So many at once, or what holds the cluster's state, nobody makes anew.
        deleteAllWorkersByHand: { guard: 'mayDeleteAllWorkers', target: 'crippled', actions: 'meddle' },
        deleteControlPlaneByHand: { guard: 'mayMeddle', target: 'headless', actions: 'meddle' },
        // Whoever stops it as a whole wants it so.
        stopByHand: { guard: 'mayMeddle', target: 'stopped', actions: 'meddle' },
        deleteVAppByHand: { guard: 'mayMeddle', target: 'vAppLost', actions: 'meddle' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    stopped: {
      on: {
        startByHand: { target: 'ready', actions: 'noteStart' },
        restartServer: { guard: 'mayRestart', target: 'stopped', actions: 'restart' },
        deleteVAppByHand: { guard: 'mayMeddle', target: 'vAppLost', actions: 'meddle' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    crippled: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'crippled', actions: 'restart' },
        delete: { target: 'gone', actions: ['forget', 'noteDeletion'] },
      },
    },
    headless: {
      on: {
        restartServer: { guard: 'mayRestart', target: 'headless', actions: 'restart' },
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
  { type: 'stopByHand' },
  { type: 'startByHand' },
  { type: 'deleteWorkerByHand' },
  { type: 'deleteAllWorkersByHand' },
  { type: 'deleteControlPlaneByHand' },
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
