import { keyOf } from '#records/metadata.ts';
import { openSqliteStore } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { newTemplate } from './sample-template.ts';
import { testSecretKey } from './sqlite-home.ts';

/**
 * A process that writes to the database of its argument until it is killed. It tells of each write on a line, once the write
 * has been acknowledged and not before: the key, the uid and the resource version.
 */
const [path = ''] = process.argv.slice(2);
const store = await openSqliteStore({
  path,
  secretKey: testSecretKey,
  log: createLogger({ level: 'silent' }),
});

function tell({ metadata, ...rest }: Awaited<ReturnType<typeof store.templates.create>>): void {
  process.stdout.write(`${keyOf({ metadata, ...rest })} ${metadata.uid} ${metadata.resourceVersion}\n`);
}

async function hammer(writer: number): Promise<never> {
  for (let round = 0; ; round += 1) {
    const made = await store.templates.create(newTemplate(`${process.pid}-${writer}-${round}`));
    tell(made);
    await store.secrets.put(keyOf(made), made.metadata.uid, 'kubeconfig', made.metadata.name);
    tell(await store.templates.updateStatus({ ...made, status: { ...made.status, phase: 'Working' } }));
  }
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => hammer(writer)));
