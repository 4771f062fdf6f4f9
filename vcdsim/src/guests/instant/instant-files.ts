import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { IFileSystem } from 'just-bash';
import { GuestFault } from '../tools/guest-tools.ts';
import type { FileAttributes, GuestFile, GuestFileSystem } from '../tools/guest-tools.ts';

/** Guest operations on files in memory. Everything belongs to root. */
export class InstantFiles implements GuestFileSystem {
  readonly #fs: IFileSystem;
  #temporary = 0;

  constructor(fs: IFileSystem) {
    this.#fs = fs;
  }

  async look(path: string): Promise<GuestFile | undefined> {
    if (!(await this.#isThere(path))) return undefined;
    const { isDirectory, isSymbolicLink, size, mode, mtime } = await this.#fs.lstat(path);
    return {
      name: path.replace(/\/+$/, '').split('/').at(-1) ?? '',
      kind: isDirectory ? 'directory' : isSymbolicLink ? 'symlink' : 'file',
      size,
      modified: mtime,
      owner: 0,
      group: 0,
      permissions: mode & 0o7777,
      target: isSymbolicLink ? await this.#fs.readlink(path) : undefined,
    };
  }

  async read(path: string): ReturnType<GuestFileSystem['read']> {
    const file = await this.#need(path);
    if (file.kind === 'directory') throw new GuestFault('FileFault', { file: path });
    const content = Buffer.from(await this.#fs.readFileBuffer(path));
    return { size: content.length, content: Readable.from([content]) };
  }

  async write(...[path, attributes, size, content]: Parameters<GuestFileSystem['write']>): Promise<void> {
    if (!(await this.#isThere(parentOf(path)))) throw new GuestFault('FileNotFound', { file: path });
    const bytes = await buffer(content);
    if (bytes.length !== size) throw new GuestFault('FileFault', { file: path });
    await this.#fs.writeFile(path, bytes);
    await this.changeAttributes(path, attributes);
  }

  async changeAttributes(path: string, { permissions, modified }: FileAttributes): Promise<void> {
    await this.#need(path);
    if (permissions !== undefined) await this.#fs.chmod(path, permissions);
    if (modified) await this.#fs.utimes(path, modified, modified);
  }

  async makeDirectory(path: string, withParents: boolean): Promise<void> {
    if (await this.#isThere(path)) throw new GuestFault('FileAlreadyExists', { file: path });
    if (!withParents) await this.#need(parentOf(path));
    await this.#fs.mkdir(path, { recursive: withParents });
  }

  async removeFile(path: string): Promise<void> {
    const { kind } = await this.#need(path);
    if (kind === 'directory') throw new GuestFault('FileFault', { file: path });
    await this.#fs.rm(path);
  }

  async removeDirectory(path: string, recursive: boolean): Promise<void> {
    const { kind } = await this.#need(path);
    const full = kind === 'directory' && (await this.#fs.readdir(path)).length > 0;
    if (kind !== 'directory' || (full && !recursive)) throw new GuestFault('FileFault', { file: path });
    await this.#fs.rm(path, { recursive: true });
  }

  async move(from: string, to: string, overwrite: boolean): Promise<void> {
    await this.#need(from);
    await this.#need(parentOf(to));
    if (!overwrite && (await this.#isThere(to))) throw new GuestFault('FileAlreadyExists', { file: to });
    await this.#fs.mv(from, to);
  }

  async makeTemporary(...[kind, name]: Parameters<GuestFileSystem['makeTemporary']>): Promise<string> {
    const { prefix, suffix, directory = '/tmp' } = name;
    await this.#need(directory);
    let path: string;
    do {
      path = `${directory}/${prefix}vmware-root-${String(++this.#temporary).padStart(6, '0')}${suffix}`;
    } while (await this.#isThere(path));
    if (kind === 'directory') await this.#fs.mkdir(path);
    else await this.#fs.writeFile(path, '');
    await this.#fs.chmod(path, kind === 'directory' ? 0o700 : 0o600);
    return path;
  }

  async list(path: string): Promise<readonly GuestFile[]> {
    const file = await this.#need(path);
    if (file.kind !== 'directory') return [file];
    const names = (await this.#fs.readdir(path)).toSorted();
    const inside = await Promise.all(names.map((name) => this.look(`${path.replace(/\/$/, '')}/${name}`)));
    return [{ ...file, name: '.' }, { ...file, name: '..' }, ...inside.filter((each) => each !== undefined)];
  }

  async #need(path: string): Promise<GuestFile> {
    const file = await this.look(path);
    if (!file) throw new GuestFault('FileNotFound', { file: path });
    return file;
  }

  async #isThere(path: string): Promise<boolean> {
    try {
      await this.#fs.lstat(path);
      return true;
    } catch {
      return false;
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.replace(/\/+$/, '').lastIndexOf('/')) || '/';
}
