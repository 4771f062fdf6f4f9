/** A file that user data write. */
export interface BootFile {
  readonly path: string;
  readonly permissions: '0600' | '0644' | '0700';
  readonly content: string;
}

/** What one machine is told, in the shape that guest backends take; its files hold secrets. */
export interface MachinePlan {
  /** Of everything in it: the same plan, the same hash. */
  readonly hash: string;
  readonly hostname: string;
  /** Public keys of root. */
  readonly sshKeys: readonly string[];
  readonly files: readonly BootFile[];
  readonly commands: readonly (readonly string[])[];
  readonly program: readonly string[];
}

/** A file that only root may read. */
export function secretFile(path: string, content: string): BootFile {
  return { path, permissions: '0600', content };
}
