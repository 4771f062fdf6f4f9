import { open } from 'node:fs/promises';
import { release, totalmem, uptime } from 'node:os';
import { stringify } from 'yaml';
import { verifyAudit } from '#audit/verify-audit.ts';
import type { Config } from '#config/config.ts';
import { OperatorClient } from '#operator/client.ts';
import type { SqliteReader } from '#store/sqlite/store.ts';
import { withoutSecrets } from '#telemetry/log-fields.ts';
import { jsonLine } from './audit-text.ts';
import { redacted } from './redacted.ts';
import type { ArchivedFile } from './tar-archive.ts';

/** How much of each there is in a bundle. */
const most = { events: 10_000, auditRows: 10_000, logBytes: 4 << 20 } as const;

/** A server that does not answer within this is told of as one that does not. */
const patienceMs = 5_000;

interface Parts {
  readonly config: Config;
  readonly records: SqliteReader;
  readonly version: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Everything that helps somebody elsewhere to understand a service, and none of its secrets: those of clusters are
 * sealed in the database and not read at all. What cannot be had is told of in its file's place.
 */
export async function supportFiles(parts: Parts): Promise<readonly ArchivedFile[]> {
  const { config, records, signal } = parts;
  const client = new OperatorClient({ socket: config.operator.socket }, 'support-bundle');
  const soon = () => AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const contents: Readonly<Record<string, () => Promise<string>>> = {
    'versions.yaml': async () => stringify(versionsOf(parts)),
    'config.yaml': async () => stringify(redacted(config)),
    'clusters.json': async () => json(await records.clusters.list()),
    'templates.json': async () => json(await records.templates.list()),
    'events.json': async () => json(await records.events.list({ limit: most.events })),
    'audit.jsonl': async () => (await records.audit.newest(most.auditRows)).map(jsonLine).join(''),
    'audit-verdict.json': async () => json(await verifyAudit(records.audit, undefined, signal)),
    'service.json': async () => json(await client.service(soon())),
    'metrics.txt': () => metricsFrom(config.telemetry.listen, soon()),
    ...(config.telemetry.logFile !== undefined && { 'log.jsonl': logTail(config.telemetry.logFile) }),
  };
  const files: ArchivedFile[] = [];
  for (const [name, content] of Object.entries(contents)) {
    signal.throwIfAborted();
    files.push(await fileOf(name, content, signal));
  }
  return files;
}

async function fileOf(
  name: string,
  content: () => Promise<string>,
  signal: AbortSignal,
): Promise<ArchivedFile> {
  try {
    return { name: `cse-support/${name}`, text: await content() };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { name: `cse-support/${name}.missing`, text: `${withoutSecrets(reason)}\n` };
  }
}

function versionsOf({ version, now }: Parts) {
  const { platform, arch, versions } = process;
  const machine = { platform, arch, release: release(), memoryBytes: totalmem(), upForSeconds: uptime() };
  return { cse: version, made: now.toISOString(), node: versions.node, sqlite: versions['sqlite'], machine };
}

async function metricsFrom(listen: Config['telemetry']['listen'], signal: AbortSignal): Promise<string> {
  const host = listen.host === '0.0.0.0' ? '127.0.0.1' : listen.host.replace(/^(.*:.*)$/, '[$1]');
  const url = `http://${host}:${listen.port}/metrics`;
  const answer = await fetch(url, { signal }).catch((cause: unknown) => {
    throw new Error(`no server answers on ${url}`, { cause });
  });
  if (!answer.ok) throw new Error(`the server answered ${answer.status} when it was asked for its metrics`);
  return answer.text();
}

/** The newest part of the log, from the beginning of a line on. */
function logTail(path: string): () => Promise<string> {
  return async () => {
    await using file = await open(path);
    const { size } = await file.stat();
    const start = Math.max(0, size - most.logBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), { position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    // Once more, because an older release may have written it.
    return withoutSecrets(start === 0 ? text : text.slice(text.indexOf('\n') + 1));
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(redacted(value), null, 2)}\n`;
}
