import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { TemplateDeadlines } from '#machines/template-observation.ts';
import type { EventLog, IntentLedger, RecordStore, SecretStore } from '#store/record-store.ts';
import type { VcdAdministration } from '#vcd/administration/vcd-administration.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Guests } from '#guest/guest-backend.ts';
import type { ImageCache } from '#images/image-cache.ts';
import type { TemplateScripts } from '#workload/template-plan.ts';
import type { Pace } from '../pace.ts';

/** What the controller of templates needs from outside. */
export interface TemplateDependencies {
  readonly templates: RecordStore<Template>;
  readonly clusters: Pick<RecordStore<Cluster>, 'list'>;
  readonly events: EventLog;
  readonly intents: Pick<IntentLedger, 'settle'>;
  readonly vcd: CloudDirector & {
    readonly administration: Pick<VcdAdministration, 'findVdc' | 'publishCatalog'>;
  };
  readonly guests: Guests;
  readonly secrets: SecretStore;
  /** Templates whose VMs all have the operator's one password of root, by name. */
  readonly sharedPasswords: ReadonlyMap<string, string>;
  readonly images: ImageCache;
  /** Throws `DefinitionUnusable` where there are none for a template. */
  readonly scriptsOf: (template: Template) => Promise<TemplateScripts>;
  readonly deadlines: TemplateDeadlines;
  readonly pace: Pace;
  /** How long a missing or unfinished catalog item is left alone (ms). */
  readonly recheckMs: number;
  /** For how long one step goes on sending pieces of an image (ms). */
  readonly uploadSliceMs: number;
  readonly clock: () => Date;
}
