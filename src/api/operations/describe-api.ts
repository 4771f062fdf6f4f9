import { stringify } from 'yaml';
import { openApiDocument } from '../description/openapi.ts';
import { jsonResponse } from '../request.ts';
import type { ServiceInfo } from '../dependencies.ts';
import type { Operation } from '../operation.ts';

/**
 * `GET /api/cse/swagger`, `swagger.json`, `swagger.yaml`: what can be asked for, without asking who asks; as YAML in
 * one JSON string, like a kubeconfig (contract of CSE 1.2.7, section 3.13).
 */
export function describeApi({ version }: Pick<ServiceInfo, 'version'>): Operation {
  return async function describeApi({ request }) {
    const description = openApiDocument(version);
    const asText = /\/swagger\.yaml(?:\?|$)/.test(request.path);
    return jsonResponse(200, asText ? stringify(description, { aliasDuplicateObjects: false }) : description);
  };
}
