/** A file that user data write. */
export interface BootFile {
  readonly path: string;
  readonly permissions: '0600' | '0644' | '0700';
  readonly content: string;
}

/** A file that only root may read. */
export function secretFile(path: string, content: string): BootFile {
  return { path, permissions: '0600', content };
}
