import { jsonResponse } from '../request.ts';
import { offeredTemplates } from '../clusters/offered-templates.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';

/** `GET /api/cse/template`: what is offered, in the operator's order; vCD is not asked (section 3.12). */
export function listTemplates({ templates }: Pick<ReadDependencies, 'templates'>): Operation {
  return async function listTemplates() {
    const offered = await offeredTemplates(templates);
    return jsonResponse(
      200,
      offered.map(({ metadata, spec }) => ({
        name: metadata.name,
        is_default: spec.isDefault,
        catalog: spec.catalog,
        catalog_item: spec.catalogItem,
        description: spec.description,
      })),
    );
  };
}
