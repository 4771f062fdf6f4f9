import type { Clock, GuestMachine } from '../guest-driver.ts';
import type { MemoryFiles } from '../memory-files.ts';
import { JobAgent, jobSettings } from './job-agent.ts';
import type { JobJournal } from './job-agent.ts';
import { nodeAction } from './node-actions.ts';
import { nodeTeller } from './tell-nodes.ts';
import type { ListedNode } from '../workload-clusters.ts';

/** An agent on the disk of a machine: it lives while the machine has power. */
export interface InstalledJobAgent {
  /** Takes jobs until the power goes, and rejects then. */
  serve(life: {
    readonly machine: GuestMachine;
    readonly write: (key: string, value: string) => void;
    readonly power: AbortSignal;
    readonly clock: Clock;
    /** What the agent's settings say when absent. */
    readonly pollMs: number | undefined;
    /** Nodes that cannot be drained. */
    readonly undrainable: RegExp | undefined;
    /** What the cluster of a control plane lists; undefined when it does not answer. */
    readonly nodes: () => readonly ListedNode[] | undefined;
    /** Has that list lose one, where no API does it. */
    readonly deleteNode?: (node: string) => void;
    /** Real time when absent, as that of certificates: whoever signs requests knows no other. */
    readonly now?: (() => Date) | undefined;
  }): Promise<void>;
}

/** The agent that user data bring; undefined where they bring none. */
export function installJobAgent(files: MemoryFiles): InstalledJobAgent | undefined {
  const settings = jobSettings(files);
  if (!settings) return undefined;
  const journal: JobJournal = { jobs: new Map(), last: undefined };
  return {
    serve: async ({ machine, write, power, clock, pollMs = settings.pollMs, ...life }) => {
      const { nodes, undrainable, deleteNode = () => {}, now = () => new Date() } = life;
      const sleep = (ms: number): Promise<void> => clock.sleep(ms, power);
      const host = { files, undrainable, sleep, deleteNode };
      const agent = new JobAgent({
        settings,
        journal,
        read: (key) => machine.readInfo(key),
        write,
        now,
        action: (kind) => nodeAction(settings.role, kind, host),
      });
      const tellNodes = nodeTeller({
        nodes: () => (settings.role === 'control-plane' ? nodes() : undefined),
        write,
        now,
        pollMs,
      });
      for (;;) {
        await agent.look();
        tellNodes();
        await sleep(pollMs);
      }
    },
  };
}
