import type { ListedNode } from '../workload-clusters.ts';

const key = 'guestinfo.cse.nodes';
const longest = 60_000;
/** In looks for jobs, whose pace is some seconds; where that is slower, it is every minute all the same. */
const mostLooksBetween = 20;
const longestPauseMs = 60_000;
/** In looks for nodes. */
const timesBetween = 5;

/**
 * What tells of the nodes at the looks of an agent (docs/reference/guest-jobs.md, "What a control plane tells of the
 * nodes"): to be called at each of them.
 */
export function nodeTeller({
  nodes,
  write,
  now,
  pollMs,
}: {
  /** As the cluster lists them; undefined when it does not answer. */
  readonly nodes: () => readonly ListedNode[] | undefined;
  readonly write: (key: string, value: string) => void;
  readonly now: () => Date;
  /** From one look to the next. */
  readonly pollMs: number;
}): () => void {
  const looksBetween = Math.max(1, Math.min(mostLooksBetween, Math.floor(longestPauseMs / pollMs)));
  let looks = 0;
  let told: string | undefined;
  let same = 0;
  return () => {
    const isTurn = looks % looksBetween === 0;
    looks += 1;
    if (told !== undefined && !isTurn) return;
    const listed = nodes();
    if (!listed) return;
    const at = `${now().toISOString().slice(0, 19)}Z`;
    const found = listed.map(({ name, ready, since = at }) => ({ name, ready, since }));
    const text = JSON.stringify(found);
    same += 1;
    if (text === told && same < timesBetween) return;
    const value = Buffer.from(JSON.stringify({ version: 1, at, nodes: found })).toString('base64');
    if (value.length > longest) return;
    write(key, value);
    told = text;
    same = 0;
  };
}
