import { extension, extensionRights, rightOfExtension } from '../extension-identity.ts';
import type { Part, Site } from '../part.ts';

/** The rights that vCD's roles may grant for the service. They belong to the extension and come only after it. */
export function rightsPart({ administration }: Site): Part {
  return {
    async observe(signal) {
      const registered = await administration.findExtension(extension, signal);
      if (!registered) return { findings: [], settled: [] };
      const known = new Set((await administration.rights(signal)).map(({ name }) => name));
      const missing = extensionRights.filter(({ name }) => !known.has(rightOfExtension(name)));
      if (missing.length === 0) {
        const settled = extensionRights.map(({ name }) => `Right: ${name} already exists in vCD`);
        return { findings: [{ grade: 'good', text: 'The rights of CSE are registered in vCD' }], settled };
      }
      return {
        findings: missing.map(({ name }) => ({
          grade: 'bad',
          text: `Right '${rightOfExtension(name)}' is not registered in vCD`,
          remedy: 'cse install registers it',
        })),
        settled: [],
        change: {
          plan: `register the rights ${missing.map(({ name }) => `'${name}'`).join(' and ')} in vCD`,
          async apply(signal) {
            const lines: string[] = [];
            for (const right of missing) {
              const how = await administration.addExtensionRight(registered.id, right, signal);
              lines.push(
                how === 'registered'
                  ? `Register ${right.name} as a Right in vCD`
                  : `Right: ${right.name} already exists in vCD`,
              );
            }
            return lines;
          },
        },
      };
    },
  };
}
