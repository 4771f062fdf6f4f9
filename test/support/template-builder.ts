/** `node test/support/template-builder.ts CONFIG [update]`: builds the configuration's templates and prints what came of them. */
import { buildTemplates } from '../../src/wiring/build-templates.ts';
import { inWorkshop } from './template-world.ts';

const [configPath = '', update] = process.argv.slice(2);
const choice = { select: 'all', update: update === 'update', capture: true, sshKey: undefined } as const;
const results = await inWorkshop(
  configPath,
  () => undefined,
  (workshop) => buildTemplates(workshop, choice, AbortSignal.timeout(120_000)),
);
process.stdout.write(`${JSON.stringify(results)}\n`);
