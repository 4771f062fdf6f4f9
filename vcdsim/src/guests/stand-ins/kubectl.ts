import { runKubectl } from './kubectl-run.ts';

// The kubectl of sandboxed guests.
process.exitCode = await runKubectl(process.argv.slice(2));
