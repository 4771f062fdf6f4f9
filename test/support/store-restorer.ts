import { rm } from 'node:fs/promises';
import { restoreBackup } from '#store/sqlite/restore.ts';

// Restores the backups into the database, one after the other, until it is killed; prints a line for each that is done.
const [database = '', ...backups] = process.argv.slice(2);
const by = { actor: 'olga', at: '2026-11-20T12:00:00.000Z' };
const watch = { signal: new AbortController().signal };

for (let round = 0; ; round += 1) {
  const backup = backups[round % backups.length] ?? '';
  const kept = `${database}.kept-${process.pid}-${round}`;
  await restoreBackup({ database, backup, kept }, by, watch);
  await rm(kept);
  process.stdout.write(`${round}\n`);
}
