import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { z } from 'zod';

/** An entry of `write_files`, its content decoded. */
export interface FileToWrite {
  readonly path: string;
  readonly content: string | Buffer;
  readonly mode: number;
  /** `user:group`. */
  readonly owner: string;
  readonly append: boolean;
  readonly defer: boolean;
}

/** A list is one command and its arguments, a text is a line for the shell. */
export type Command = string | readonly string[];

/** A user that cloud-init makes or, for root, equips. */
export interface CloudUser {
  readonly name: string;
  readonly gecos: string;
  readonly shell: string;
  readonly home: string;
  readonly sshKeys: readonly string[];
}

/** What a `#cloud-config` document asks for, as far as guests carry it out. */
export interface CloudConfig {
  readonly hostname: string | undefined;
  readonly bootCommands: readonly Command[];
  readonly files: readonly FileToWrite[];
  readonly users: readonly CloudUser[];
  /** For the default user, which is root here. */
  readonly sshKeys: readonly string[];
  readonly packages: readonly string[];
  readonly commands: readonly Command[];
  readonly finalMessage: string | undefined;
  /** Keys at the top of the document that guests ignore. */
  readonly ignored: readonly string[];
}

/** cloud-init metadata in its DataSourceVMware form. */
export interface CloudMetadata {
  readonly instanceId: string | undefined;
  readonly localHostname: string | undefined;
  /** Of `userdata` and `vendordata`, those that the guest clears once it has read them. */
  readonly cleanup: readonly string[];
}

/** The data is not what cloud-init could use; a guest with such data stays as it is. */
export class UnusableData extends Error {
  override readonly name = 'UnusableData';
}

/** Decodes a `guestinfo` value by its `.encoding` (cloud-init, DataSourceVMware: base64 or gzip+base64, or plain). */
export function decodeGuestInfo(value: string, encoding: string | undefined): string {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case '':
      return value;
    case 'base64':
    case 'b64':
      return decodeBase64(value).toString();
    case 'gzip+base64':
    case 'gz+base64':
    case 'gz+b64':
      return unzip(decodeBase64(value)).toString();
    default:
      throw new UnusableData(`unknown encoding ${encoding ?? ''}`);
  }
}

function decodeBase64(text: string): Buffer {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new UnusableData('not base64');
  return Buffer.from(compact, 'base64');
}

function unzip(data: Buffer): Buffer {
  try {
    return gunzipSync(data);
  } catch (error) {
    throw new UnusableData('not gzip', { cause: error });
  }
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Commands = z.array(z.union([text, z.array(text)])).nullish();
const SshKeys = z.union([z.array(z.string()), z.string().transform((key) => [key])]).nullish();

const Document = z.looseObject({
  hostname: z.string().optional(),
  fqdn: z.string().optional(),
  preserve_hostname: z.boolean().optional(),
  bootcmd: Commands,
  write_files: z
    .array(
      z.looseObject({
        path: z.string(),
        content: z.string().nullish(),
        encoding: z.string().nullish(),
        permissions: z.union([z.string(), z.number()]).nullish(),
        owner: z.string().nullish(),
        append: z.boolean().nullish(),
        defer: z.boolean().nullish(),
      }),
    )
    .nullish(),
  users: z
    .array(
      z.union([
        z.string(),
        z.looseObject({
          name: z.string(),
          gecos: z.string().optional(),
          shell: z.string().optional(),
          homedir: z.string().optional(),
          ssh_authorized_keys: SshKeys,
        }),
      ]),
    )
    .nullish(),
  ssh_authorized_keys: SshKeys,
  packages: z.array(z.union([text, z.array(text)])).nullish(),
  runcmd: Commands,
  final_message: z.string().optional(),
});

/** Keys that change nothing inside a simulated guest. */
const harmless = new Set([
  'timezone',
  'locale',
  'disable_root',
  'ssh_pwauth',
  'ssh_deletekeys',
  'package_update',
  'package_upgrade',
  'manage_etc_hosts',
  'output',
  'growpart',
  'resize_rootfs',
  'preserve_hostname',
]);

/** Parses user data; throws `UnusableData` for anything but a `#cloud-config` document. */
export function parseCloudConfig(userData: string): CloudConfig {
  if (!/^(## template:.*\n)?#cloud-config\s*(\n|$)/.test(userData)) {
    throw new UnusableData('user data does not begin with #cloud-config');
  }
  const read = Document.safeParse(parseYaml(userData) ?? {});
  if (!read.success) throw new UnusableData(`not a cloud-config: ${z.prettifyError(read.error)}`);
  const { data } = read;
  const known = new Set([...Object.keys(Document.shape), ...harmless]);
  return {
    hostname: data.preserve_hostname === true ? undefined : (data.hostname ?? data.fqdn?.split('.')[0]),
    bootCommands: data.bootcmd ?? [],
    files: (data.write_files ?? []).map(fileToWrite),
    users: (data.users ?? []).flatMap((user) => {
      if (typeof user === 'string') return user === 'default' ? [] : [cloudUser({ name: user })];
      return [cloudUser(user)];
    }),
    sshKeys: data.ssh_authorized_keys ?? [],
    packages: (data.packages ?? []).map((each) => (Array.isArray(each) ? each.join('=') : each)),
    commands: data.runcmd ?? [],
    finalMessage: data.final_message,
    ignored: Object.keys(data).filter((key) => !known.has(key)),
  };
}

/** Parses metadata (YAML or JSON). */
export function parseMetadata(text: string): CloudMetadata {
  const Cleanup = z.union([z.array(z.string()), z.string().transform((key) => [key])]).optional();
  const read = z
    .looseObject({
      'instance-id': z.string().optional(),
      'local-hostname': z.string().optional(),
      'cleanup-guestinfo': Cleanup,
    })
    .safeParse(parseYaml(text) ?? {});
  if (!read.success) throw new UnusableData(`not metadata: ${z.prettifyError(read.error)}`);
  return {
    instanceId: read.data['instance-id'],
    localHostname: read.data['local-hostname'],
    cleanup: read.data['cleanup-guestinfo'] ?? [],
  };
}

function parseYaml(source: string): unknown {
  try {
    return parse(source);
  } catch (error) {
    throw new UnusableData('not YAML', { cause: error });
  }
}

function cloudUser(user: {
  readonly name: string;
  readonly gecos?: string | undefined;
  readonly shell?: string | undefined;
  readonly homedir?: string | undefined;
  readonly ssh_authorized_keys?: readonly string[] | null | undefined;
}): CloudUser {
  return {
    name: user.name,
    gecos: user.gecos ?? '',
    shell: user.shell ?? '/bin/bash',
    home: user.homedir ?? (user.name === 'root' ? '/root' : `/home/${user.name}`),
    sshKeys: user.ssh_authorized_keys ?? [],
  };
}

function fileToWrite(file: NonNullable<z.infer<typeof Document>['write_files']>[number]): FileToWrite {
  return {
    path: file.path,
    content: fileContent(file.content ?? '', file.encoding ?? undefined),
    mode: fileMode(file.permissions ?? undefined),
    owner: file.owner ?? 'root:root',
    append: file.append ?? false,
    defer: file.defer ?? false,
  };
}

function fileContent(content: string, encoding: string | undefined): string | Buffer {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case '':
    case 'text/plain':
      return content;
    case 'b64':
    case 'base64':
      return decodeBase64(content);
    case 'gz+b64':
    case 'gz+base64':
    case 'gzip+b64':
    case 'gzip+base64':
      return unzip(decodeBase64(content));
    default:
      // cloud-init logs "Unknown encoding type" and takes the text as it is.
      return content;
  }
}

/** Octal text; a YAML number was octal already (`0o644`, or 0644 read by YAML 1.1). */
function fileMode(permissions: string | number | undefined): number {
  if (permissions === undefined) return 0o644;
  const mode = typeof permissions === 'number' ? permissions : Number.parseInt(permissions, 8);
  return Number.isNaN(mode) ? 0o644 : mode;
}
