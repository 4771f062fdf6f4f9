import { chownSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnavailable } from '../errors.ts';

/**
 * Creates an empty file that only its owner can use, where there is none; SQLite gives the files that it adds the same
 * owner and permissions. An existing file is never opened: closing it would drop the locks that SQLite holds on it for this
 * process. Throws `StoreUnavailable` with what to do.
 */
export function createPrivateFile(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new StoreUnavailable(`the folder ${folder} for the database does not exist; create it`);
  }
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
    ownAsFolder(path);
  } catch (cause) {
    if (existsSync(path)) return;
    throw new StoreUnavailable(
      `${path} cannot be created; check the permissions of its folder and the space on the disk`,
      { cause },
    );
  }
}

/** What root makes in the folder of the service's user is for that user: the server has to write it. */
function ownAsFolder(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0 || gid !== 0) chownSync(path, uid, gid);
}
