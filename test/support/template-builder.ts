/**
 * `node test/support/template-builder.ts CONFIG`: builds the configuration's templates and prints what came of them.
 */
import { buildTemplates } from '../../src/wiring/build-templates.ts';
import { inWorkshop } from './open-workshop.ts';

const [configPath = ''] = process.argv.slice(2);
const choice = { select: 'all', update: false, capture: true, sshKey: undefined } as const;
const results = await inWorkshop(
  configPath,
  () => undefined,
  (workshop) => buildTemplates(workshop, choice, AbortSignal.timeout(280_000)),
);
process.stdout.write(`${JSON.stringify({ results })}\n`);
