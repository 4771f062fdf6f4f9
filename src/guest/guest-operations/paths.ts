/** What belongs to us in a guest. */
const directory = '/var/lib/cse';

/** The program that starts another one once, however often it is asked. */
export const runOncePath = `${directory}/run-once.sh`;
/** The plan of the machine as a script. */
export const planPath = `${directory}/plan.sh`;
/** The answer to the last question for the nodes of the cluster. */
export const nodeListPath = `${directory}/nodes`;
/** Every plan of a machine that does jobs brings it. */
export const nodeJobPath = '/usr/local/lib/cse/node-job.sh';

/** Where programs in a guest note how far they are. */
export const journalPaths = {
  /** Where `bootstrap.sh` reports to as well. */
  plan: `${directory}/told`,
  job: (id: string) => `${directory}/programs/${id}`,
} as const;
