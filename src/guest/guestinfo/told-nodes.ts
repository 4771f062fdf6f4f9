import { z } from 'zod';
import type { ToldNodes } from '../guest-backend.ts';
import { jsonOf } from './job-request.ts';
import { nodesKey } from './keys.ts';

/** What the agent of a control plane tells (docs/reference/guest-jobs.md, "What a control plane tells of the nodes"). */
const Told = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  nodes: z.array(z.object({ name: z.string(), ready: z.boolean(), since: z.iso.datetime() })),
});

/** The nodes as the keys of a VM tell of them; undefined where they say nothing that can be read, whoever wrote it. */
export function toldNodes(extraConfig: ReadonlyMap<string, string>): ToldNodes | undefined {
  const text = Buffer.from(extraConfig.get(nodesKey) ?? '', 'base64').toString('utf8');
  const told = Told.safeParse(jsonOf(text)).data;
  if (!told) return undefined;
  const nodes = told.nodes.map(({ since, ...node }) => ({ ...node, since: new Date(since) }));
  return { at: new Date(told.at), nodes };
}
