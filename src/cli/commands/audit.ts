import { Option, type Command } from 'commander';
import { verifyAudit } from '#audit/verify-audit.ts';
import { AuditEntry } from '#records/audit-entry.ts';
import type { AuditPlace, AuditRow } from '#store/audit-chain.ts';
import type { AuditLog } from '#store/record-store.ts';
import { auditColumns, csvLine, jsonLine } from '../audit-text.ts';
import type { CommandHome } from '../command-home.ts';
import { configOption } from '../config-option.ts';
import { catchInterruption } from '../interruption.ts';
import { addLeaks } from './audit-leaks.ts';
import { openRecords, type PlaceOptions } from '../records.ts';
import { tableText } from '../table.ts';
import { say, UsageError, type World } from '../world.ts';

interface ExportOptions extends PlaceOptions {
  readonly since?: string;
  readonly output: 'jsonl' | 'csv';
}

const tableWidth = 100;
const pageSize = 1_000;

/** `cse audit`: who changed what, and whether that history is whole, from the database; and what was left behind, from vCD. */
export function addAudit({ program, world, exitWith }: CommandHome): void {
  const audit = program
    .command('audit')
    .description('show and verify who changed what; find what was left behind');
  place(audit.command('list').description('the newest rows'))
    .addOption(new Option('--limit <rows>', 'how many').default('50'))
    .action((options: PlaceOptions & { readonly limit: string }) => list(options, world));
  place(audit.command('export').description('all rows, for keeping elsewhere'))
    .addOption(new Option('--since <time>', 'from then on: 2026-11-20T10:00:00Z, or 90m, 24h, 7d ago'))
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['jsonl', 'csv']).default('jsonl'))
    .action((options: ExportOptions) => exportRows(options, world));
  place(
    audit.command('verify').description('whether no row was changed or is missing; else the exit code is 1'),
  )
    .addOption(
      new Option('--head <place>', 'NUMBER:HASH that an earlier verification printed, kept elsewhere'),
    )
    .action(async (options: PlaceOptions & { readonly head?: string }) =>
      exitWith(await verify(options, world)),
    );
  addLeaks(audit, world);
}

function place(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(
      new Option('--database <file>', 'database to read, in place of the one that the configuration names'),
    );
}

async function list(options: PlaceOptions & { readonly limit: string }, world: World): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new UsageError('--limit takes a number from 1 on');
  await using records = await openRecords(options, world);
  const rows = await records.audit.newest(limit);
  if (rows.length === 0) say(world, world.stderr, 'The audit is empty.');
  else {
    const entries = rows.map(({ sequence, entry }) => ({ sequence, ...AuditEntry.parse(JSON.parse(entry)) }));
    world.stdout.write(tableText(auditColumns, entries, tableWidth));
  }
}

async function exportRows(options: ExportOptions, world: World): Promise<void> {
  const since = options.since === undefined ? undefined : timeOf(options.since, world.clock());
  await using records = await openRecords(options, world);
  const line = options.output === 'csv' ? csvLine : jsonLine;
  if (options.output === 'csv') world.stdout.write(csvLine('header'));
  for await (const row of allRows(records.audit)) {
    // An entry says its time itself; a row that somebody tampered with is exported as it is.
    if (since !== undefined && !isSince(row, since)) continue;
    world.stdout.write(line(row));
  }
}

async function* allRows(audit: Pick<AuditLog, 'page'>): AsyncGenerator<AuditRow, void, undefined> {
  for (let after = 0; ;) {
    const { rows } = await audit.page(after, pageSize);
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

async function verify(options: PlaceOptions & { readonly head?: string }, world: World): Promise<number> {
  const known = options.head === undefined ? undefined : placeOf(options.head);
  using interruption = catchInterruption(world);
  await using records = await openRecords(options, world);
  const verdict = await verifyAudit(records.audit, known, interruption.signal);
  if (verdict.state === 'broken') {
    say(world, world.stderr, `The audit is broken: ${verdict.problem}`, 'red');
    return 1;
  }
  const { anchor, head } = verdict.ends;
  say(
    world,
    world.stdout,
    `The audit is whole: ${verdict.rows} rows, after ${anchor.sequence} pruned ones`,
    'green',
  );
  say(world, world.stdout, `head ${head.sequence}:${head.hash}`);
  return 0;
}

function placeOf(text: string): AuditPlace {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match?.[1] || !match[2])
    throw new UsageError('--head takes NUMBER:HASH as cse audit verify prints it');
  return { sequence: Number(match[1]), hash: match[2] };
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeOf(text: string, now: Date): number {
  const ago = /^(\d+)([mhd])$/.exec(text);
  const time = ago ? now.getTime() - Number(ago[1]) * (unitMs[ago[2] ?? ''] ?? 0) : Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError(`--since takes a time or how long ago, such as 24h; not '${text}'`);
  return time;
}

function isSince({ entry }: AuditRow, since: number): boolean {
  const at = /"at":"([^"]+)"/.exec(entry)?.[1];
  return at === undefined || Date.parse(at) >= since;
}
