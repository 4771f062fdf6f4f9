import type { SettingStore } from '#store/record-store.ts';

/** Whether requests are taken. Of `stopping` there is no way back: the process ends once nothing runs any more. */
export type ServiceState = 'enabled' | 'disabled' | 'stopping';

const settingName = 'service';

/** Under which every path is answered in every state, so that the service can be switched on again. */
const alwaysServed = /^\/api\/cse\/system(?:[/?]|$)/;

/** The switch that system administrators have (contract of CSE 1.2.7, sections 3.2 and 3.12), kept in the store. */
export class ServiceSwitch {
  readonly #settings: SettingStore;
  #inHand = 0;
  #changing: Promise<unknown> = Promise.resolve();
  #change = Promise.withResolvers<void>();

  constructor(settings: SettingStore) {
    this.#settings = settings;
  }

  /** Requests that were admitted and are not answered yet. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Resolves when the state is changed the next time; a server alone changes it while it runs. */
  nextChange(): Promise<void> {
    return this.#change.promise;
  }

  async state(): Promise<ServiceState> {
    const kept = await this.#settings.get(settingName);
    return kept === 'disabled' || kept === 'stopping' ? kept : 'enabled';
  }

  /** Keeps what `decide` makes of the state; one decision at a time. What it throws is thrown on. */
  change(decide: (now: ServiceState) => ServiceState): Promise<void> {
    const changed = this.#changing.then(async () => {
      const now = await this.state();
      const next = decide(now);
      if (next === now) return;
      await this.#settings.put(settingName, next);
      this.#change.resolve();
      this.#change = Promise.withResolvers();
    });
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  /** Runs a request, or what is told instead while the service takes none. */
  async run<T>(path: string, serve: () => Promise<T>, refuse: () => T): Promise<T> {
    if (alwaysServed.test(path)) return serve();
    // Counted before the state is read: whoever then switches off and finds nothing in hand can rely on it.
    this.#inHand += 1;
    try {
      return (await this.state()) === 'enabled' ? await serve() : refuse();
    } finally {
      this.#inHand -= 1;
    }
  }
}
