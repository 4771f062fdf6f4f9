import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnavailable } from './errors.ts';

/** Where the key that seals the secrets comes from. */
export type SecretKeySource =
  | { readonly kind: 'text'; readonly text: string }
  /** `create`: make a key when the file is absent. */
  | { readonly kind: 'file'; readonly path: string; readonly create: boolean };

const keyBytes = 32;

/** The 32 bytes of the key, written as base64 or as hexadecimal digits. Throws `StoreUnavailable` with what to do. */
export async function loadSecretKey(source: SecretKeySource): Promise<Buffer> {
  if (source.kind === 'text') return parseKey(source.text, 'the secret key');
  const text =
    (await readKeyFile(source.path)) ?? (source.create ? await createKeyFile(source.path) : undefined);
  if (text === undefined) {
    throw new StoreUnavailable(
      `the secret key file ${source.path} does not exist; put the key there that the database was made with`,
    );
  }
  return parseKey(text, `the secret key file ${source.path}`);
}

function parseKey(text: string, origin: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  throw new StoreUnavailable(
    `${origin} does not hold ${keyBytes} bytes as base64 or hexadecimal digits; \`openssl rand -base64 ${keyBytes}\` makes such a key`,
  );
}

/** The text of the file, undefined when there is none. Refuses a file that others than its owner can read. */
async function readKeyFile(path: string): Promise<string | undefined> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new StoreUnavailable(`the secret key file ${path} cannot be read (${codeOf(cause)})`, { cause });
  }
  try {
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8);
      throw new StoreUnavailable(
        `the secret key file ${path} can be used by others (mode ${octal}); run \`chmod 600 ${path}\``,
      );
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Whole or not at all, and never in place of another: of two that create it at once both get the first one's key. */
async function createKeyFile(path: string): Promise<string | undefined> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeDurably(draft, `${randomBytes(keyBytes).toString('base64')}\n`);
    try {
      await link(draft, path);
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw cause;
    } finally {
      await unlink(draft);
    }
    await syncFolder(dirname(path));
  } catch (cause) {
    const remedy = codeOf(cause) === 'ENOENT' ? `; make the folder ${dirname(path)}` : '';
    throw new StoreUnavailable(`the secret key file ${path} cannot be created (${codeOf(cause)})${remedy}`, {
      cause,
    });
  }
  return readKeyFile(path);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
