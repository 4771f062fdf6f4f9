import type { BootPlan } from '../guest-backend.ts';

/**
 * The plan as one script, so that it is in the guest as a whole or not at all. It holds secrets and removes itself as soon
 * as it has written the files; what it runs in the end reports by itself. It may be run again.
 */
export function planScript({ hash, hostname, sshKeys, files, commands, program }: BootPlan): string {
  const lines = [
    '#!/usr/bin/env bash',
    `# The first boot of ${hostname.replaceAll(/[^A-Za-z0-9.-]/g, '')}, plan ${hash}.`,
    'set -uo pipefail',
    'export LC_ALL=C',
    'put() { mkdir -p "${2%/*}" && (umask 077 && base64 -d >"$2.new") && chmod "$1" "$2.new" && mv -f "$2.new" "$2" || exit; }',
    ...files.map(
      ({ path, permissions, content }) => `put ${permissions} ${quoted(path)} <<<'${base64(content)}'`,
    ),
    ...authorizedKeys(sshKeys),
    'rm -f -- "$0"',
    ...commands.map((words) => words.map(quoted).join(' ')),
    `exec ${program.map(quoted).join(' ')}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function authorizedKeys(keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  return [
    'keys=/root/.ssh/authorized_keys',
    '(umask 077 && mkdir -p "${keys%/*}" && touch "$keys")',
    'authorize() { local key; key=$(base64 -d) && grep -qxF -- "$key" "$keys" || printf \'%s\\n\' "$key" >>"$keys"; }',
    ...keys.map((key) => `authorize <<<'${base64(key)}'`),
  ];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** A word that a shell takes for nothing else. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
