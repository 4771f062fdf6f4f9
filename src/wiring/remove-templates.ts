import { keyOf, recordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { updateSpec, wishForTemplates } from './template-wishes.ts';
import { chosenTemplates, untilSettled, type TemplateWorkshop } from './template-workshop.ts';

/** What became of one template. */
export interface TemplateRemovalResult {
  readonly template: string;
  readonly outcome: 'removed' | 'failed';
  /** One sentence for a person. */
  readonly message: string;
}

/** Unexpected errors in a row after which it is said; what is left goes when it is tried again. */
const mostAttempts = 5;

/**
 * Takes the chosen templates of the configuration away with everything that was made for them: catalog items, images in
 * the catalog and in the cache, temporary vApps. Whatever is gone already is no error.
 */
export async function removeTemplates(
  workshop: TemplateWorkshop,
  { select }: { readonly select: readonly string[] | 'all' },
  signal: AbortSignal,
): Promise<readonly TemplateRemovalResult[]> {
  const { config, store } = workshop;
  const names = chosenTemplates(config, select);
  // A database that was lost must not keep the items: what the configuration names is wished for once more, to go.
  await wishForTemplates(store.templates, config.broker);
  for (const name of names) {
    const template = await store.templates.get(recordKey('Template', config.broker.org, name));
    if (!template) continue;
    await updateSpec(store.templates, template, { ...template.spec, removeItems: true, paused: false });
    await store.templates.remove(keyOf(template));
  }
  const settled = await untilSettled(workshop, names, verdict, signal);
  return names.flatMap((name) => {
    const result = settled.get(name);
    return result ? [{ template: name, ...result }] : [];
  });
}

function verdict(template: Template | undefined): Omit<TemplateRemovalResult, 'template'> | undefined {
  if (!template) return { outcome: 'removed', message: 'removed' };
  const { lastError } = template.status;
  if (!lastError || lastError.attempts < mostAttempts) return undefined;
  return { outcome: 'failed', message: `${lastError.message} (tried ${lastError.attempts} times)` };
}
