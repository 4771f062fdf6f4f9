import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type {
  EventLog,
  IntentLedger,
  RecordStore,
  SecretStore,
  SettingStore,
  TraceStore,
} from '#store/record-store.ts';

/** What every home of records offers. */
export interface Stores extends AsyncDisposable {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: RecordStore<Template>;
  readonly events: EventLog;
  readonly secrets: SecretStore;
  readonly settings: SettingStore;
  readonly traces: TraceStore;
  readonly intents: IntentLedger;
}

/** A place that keeps what is written to it until it is disposed of; opened and closed as often as a test likes. */
export interface StoreHome extends AsyncDisposable {
  open(): Promise<Stores>;
}
