import type { Template } from '#records/template.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { templatePhase, type TemplateObservation, type TemplatePhase } from '#machines/template.ts';
import { done, stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import type { Reconcile } from '#runtime/reconcile.ts';
import type { EventLog, RecordStore } from '#store/record-store.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { TemplateSource } from '#vcd/model.ts';
import { withTemplateReport } from './report.ts';

export interface TemplateDependencies {
  readonly templates: RecordStore<Template>;
  readonly events: EventLog;
  readonly vcd: Pick<CloudDirector, 'findTemplate'>;
  /** How long a missing or unfinished catalog item is left alone (ms). */
  readonly recheckMs: number;
  readonly clock: () => Date;
}

/** A catalog item of this status can be instantiated (vCloud API, vApp template status 8). */
const usableStatus = 8;

/** One look at a template: is its catalog item there, and can nodes be copied from it. */
export function templateReconciler(dependencies: TemplateDependencies): Reconcile {
  const { templates, events, vcd, clock } = dependencies;

  return async function reconcileTemplate(key, { signal }) {
    const template = await templates.get(key);
    if (!template) return done;
    const { org, catalog, catalogItem } = template.spec;
    const source = await vcd.findTemplate({ org, catalog, item: catalogItem }, signal);
    const phase = templatePhase({ template, observed: observationOf(source) });
    const outcome = await act(dependencies, phase, template);
    if (phase !== template.status.phase && phase !== 'releasing') {
      const common = { key, uid: template.metadata.uid };
      await events.record({ ...common, type: 'Normal', reason: 'PhaseChanged', message: `→ ${phase}` });
    }
    await templates.updateStatus(withTemplateReport(template, phase, source, outcome, clock()));
    return outcome;
  };
}

function observationOf(source: TemplateSource | undefined): TemplateObservation {
  if (!source) return { item: 'absent' };
  return { item: source.status === usableStatus ? 'usable' : 'unusable' };
}

async function act(
  { templates, recheckMs }: TemplateDependencies,
  phase: TemplatePhase,
  template: Template,
): Promise<Outcome> {
  const { catalogItem, catalog, org } = template.spec;
  const where = `catalog item '${catalogItem}' in catalog '${catalog}' of '${org}'`;
  switch (phase) {
    case 'ready':
      return done;
    case 'paused':
      return stalled('Paused', 'spec.paused is set');
    case 'missing':
      return waiting('TemplateNotFound', recheckMs, `there is no ${where}`);
    case 'resolving':
      return waiting('TemplateNotReady', recheckMs, `${where} is not finished`);
    case 'releasing':
      await templates.release(keyOf(template), cleanupFinalizer);
      return done;
  }
}
