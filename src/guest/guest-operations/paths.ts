/** What belongs to us in a guest. */
const directory = '/var/lib/cse';

export const runOncePath = `${directory}/run-once.sh`;
export const planPath = `${directory}/plan.sh`;
/** Every plan of a machine that does jobs brings it. */
export const nodeJobPath = '/usr/local/lib/cse/node-job.sh';

export const journalPaths = {
  /** Where `bootstrap.sh` reports to as well. */
  plan: `${directory}/told`,
  job: (id: string) => `${directory}/programs/${id}`,
} as const;
