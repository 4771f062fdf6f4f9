import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { EventLog } from '#store/record-store.ts';

/** Writes into the record's history what changed between two looks: phases, and a build that failed or is done. */
export async function noteEvents(events: EventLog, before: Template, after: Template): Promise<void> {
  const common = { key: keyOf(after), uid: after.metadata.uid };
  const notes: Promise<void>[] = [];
  const note = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    notes.push(events.record({ ...common, type, reason, message }));
  const { phase, build } = after.status;

  if (before.status.phase !== phase && phase !== undefined && phase !== 'releasing') {
    note('Normal', 'PhaseChanged', `${before.status.phase ?? 'accepted'} → ${phase}`);
  }
  const earlier = before.status.build?.id === build?.id ? before.status.build : undefined;
  if (build?.failure && !earlier?.failure) note('Warning', build.failure.reason, build.failure.message);
  if (build?.vAppTemplateId !== undefined && earlier?.vAppTemplateId === undefined) {
    note('Normal', 'TemplateCaptured', `catalog item '${after.spec.catalogItem}' is ${build.vAppTemplateId}`);
  }
  await Promise.all(notes);
}
