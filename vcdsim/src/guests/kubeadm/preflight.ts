import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';

/** A check that did not pass: kubeadm's name of it, and why. */
export type FailedCheck = readonly [check: string, message: string];

/** Fails as kubeadm does before it touched anything (exit code 2), unless the command said to ignore these checks. */
export function requireChecks(host: KubeadmHost, failed: readonly FailedCheck[]): void {
  const ignored = (check: string): boolean =>
    host.ignoredChecks.includes('all') || host.ignoredChecks.includes(check.toLowerCase());
  const fatal = failed.filter(([check]) => !ignored(check));
  for (const [check, message] of failed) {
    if (ignored(check)) host.print(`\t[WARNING ${check}]: ${message}`);
  }
  if (fatal.length === 0) return;
  const list = fatal.map(([check, message]) => `\t[ERROR ${check}]: ${message}`).join('\n');
  throw new KubeadmFailure(
    `error execution phase preflight: [preflight] Some fatal errors occurred:\n${list}\n[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\``,
    2,
  );
}

/** Files that must not be there yet. */
export function unwantedFiles(host: KubeadmHost, paths: readonly string[]): readonly FailedCheck[] {
  return paths
    .filter((path) => host.files.read(path) !== undefined)
    .map((path) => [`FileAvailable-${path.replaceAll('/', '-')}`, `${path} already exists`]);
}
