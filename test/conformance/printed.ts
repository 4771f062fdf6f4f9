import assert from 'node:assert/strict';
import type { Ended } from './original-client.ts';

/** What differs from run to run, made equal without changing its width: ids, node names, ports. */
export function steady(printed: string): string {
  return printed
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-0000-0000-000000000000')
    .replaceAll(/\b(mstr|node|nfsd)-[a-z0-9]{4}\b/g, '$1-xxxx')
    .replaceAll(/(127\.0\.0\.1:)\d{5}\b/g, '$100000');
}

/** Fails unless the command printed exactly `lines` and succeeded. Blanks that pad the cells of a table are left out of account. */
export function assertPrinted(ended: Ended, lines: readonly string[]): void {
  assert.equal(ended.stderr, '');
  assert.equal(ended.stdout[0], '\r');
  assert.deepEqual(withoutPadding(steady(ended.stdout.slice(1))), [...lines, '']);
  assert.equal(ended.code, 0);
}

function withoutPadding(printed: string): string[] {
  return printed.split('\n').map((line) => line.trimEnd());
}

/** Fails unless the command was refused with this text, as the contract of CSE 1.2.7, section 11, has the client print it. */
export function assertRefused(ended: Ended, message: string | RegExp): void {
  const said = /^Usage: vcd [^\n]+\nTry 'vcd [^\n]+ -h' for help\.\n\nError: (.*)\n$/s.exec(
    ended.stderr,
  )?.[1];
  if (typeof message === 'string') assert.equal(said, message, ended.stderr);
  else assert.match(said ?? ended.stderr, message);
  assert.equal(ended.stdout.replaceAll('\r', ''), '');
  assert.equal(ended.code, 2);
}

/** The rows of a table of properties; values over several lines are cut to the first. */
export function propertiesIn(printed: string): ReadonlyMap<string, string> {
  const [heads, , ...rows] = withoutPadding(printed.replace(/^\r/, ''));
  assert.match(heads ?? '', /^property +value$/);
  return new Map(
    rows
      .map((row) => /^(\S.*?)(?: {2,}(.*))?$/.exec(row))
      .flatMap((row) => (row ? [[row[1] ?? '', row[2] ?? '']] : [])),
  );
}

/** What `vcd` showed while it waited for a task, and how it said that the task ended. */
export interface Awaited {
  readonly operation: string;
  /** Each once, in order. */
  readonly texts: readonly string[];
  readonly taskId: string;
  readonly result: string;
  /** The task's last text; undefined when it ended in an error. */
  readonly text: string | undefined;
  /** The error's; undefined when there was none. */
  readonly message: string | undefined;
}

/**
 * Reads what the client printed of a task (contract of CSE 1.2.7, section 5.3). Fails the test where it is not what the
 * contract says; the client's exit code is 0 for every task that ended.
 */
export function awaited(ended: Ended): Awaited {
  assert.equal(ended.stderr, '');
  assert.equal(ended.code, 0);
  const marked = /^\r(?<polls>.*)\rtask: (?<taskId>[0-9a-f-]{36}), (?<end>.*)\n$/s.exec(ended.stdout);
  const { polls = '', taskId = '', end = '' } = marked?.groups ?? {};
  assert.ok(marked, ended.stdout);
  const seen = polls.split(/\n?\r/).map((poll) => {
    const parts = /^(\w+): (.*?)(?:, status: \w+(?: [|/\\-] )?)?$/.exec(poll);
    assert.ok(parts, poll);
    return { operation: parts[1] ?? '', text: parts[2] ?? '' };
  });
  const failed = /^result: (?<result>error), message: (?<message>.*)$/s.exec(end)?.groups;
  const done = /^(?<text>.*), result: (?<result>\w+)$/.exec(end)?.groups;
  return {
    operation: seen[0]?.operation ?? '',
    texts: [...new Set(seen.map(({ text }) => text))],
    taskId,
    result: failed?.['result'] ?? done?.['result'] ?? '',
    text: failed ? undefined : done?.['text'],
    message: failed?.['message'],
  };
}
