import type { XmlElement } from '../xml/read.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import type { RunningGuest } from '../guests/guest-driver.ts';
import type {
  FileAttributes,
  GuestFile,
  GuestLogin,
  GuestProcess,
  Program,
  GuestTools,
} from '../guests/tools/guest-tools.ts';
import { GuestFault } from '../guests/tools/guest-tools.ts';
import type { Vm } from '../inventory/entities.ts';
import type { Method, MethodCall } from './method-call.ts';
import { find, findAll, flagIn, need, needText, numberIn, readReference, textIn, typeOf } from './soap.ts';
import { vmOf } from './vcenter-context.ts';
import { invalidArgument, objectNotFound, VimFault } from './vim-fault.ts';
import type { VimFields, VimValue } from './vim-values.ts';
import { choice, int, list, long, object, text, time } from './vim-values.ts';
import { powerStateOf } from './vm-object.ts';

interface Target {
  readonly vm: Vm;
  readonly tools: GuestTools;
  readonly login: GuestLogin;
}

/** The methods of the guest operations managers. */
export const guestMethods: Readonly<Record<string, Method>> = {
  'GuestAuthManager.ValidateCredentialsInGuest': inGuest(async ({ tools, login }) => {
    await tools.checkLogin(login);
  }),
  'GuestProcessManager.StartProgramInGuest': inGuest(async ({ tools, login }, { arguments: args, rule }) => {
    const spec = need(args, 'spec');
    const path = needText(spec, 'programPath');
    if (!path.startsWith('/')) throw new VimFault('FileNotFound', '', { file: text(path) });
    const program: Program = {
      path,
      arguments: textIn(spec, 'arguments') ?? '',
      workingDirectory: textIn(spec, 'workingDirectory') || undefined,
      environment: findAll(spec, 'envVariables').map((each) => each.text),
    };
    const pid = await tools.startProgram(login, insteadOf(program, rule));
    if (rule?.effect === 'guest-reboot') await tools.startProgram(login, reboot);
    return long(pid);
  }),
  'GuestProcessManager.ListProcessesInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const pids = findAll(args, 'pids').map((each) => Number(each.text));
    return list('GuestProcessInfo', (await tools.listProcesses(login, pids)).map(processInfo));
  }),
  'GuestProcessManager.TerminateProcessInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    await tools.terminateProcess(login, numberIn(args, 'pid') ?? 0);
  }),
  'GuestProcessManager.ReadEnvironmentVariableInGuest': inGuest(
    async ({ tools, login }, { arguments: args }) => {
      const names = findAll(args, 'names').map((each) => each.text);
      return list('xsd:string', (await tools.readEnvironment(login, names)).map(text));
    },
  ),
  'GuestFileManager.InitiateFileTransferToGuest': inGuest(async (target, call) => {
    const path = needPath(call.arguments, 'guestFilePath');
    const files = await target.tools.files(target.login);
    const there = await files.look(path);
    if (there?.kind === 'directory') throw new GuestFault('FileFault', { file: path });
    if (there && !flagIn(call.arguments, 'overwrite'))
      throw new GuestFault('FileAlreadyExists', { file: path });
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    if ((await files.look(directory)) === undefined) throw new GuestFault('FileNotFound', { file: path });
    const attributes = readAttributes(find(call.arguments, 'fileAttributes'));
    return transferUrl(call, {
      kind: 'to guest',
      ...target,
      path,
      size: numberIn(call.arguments, 'fileSize') ?? 0,
      attributes: { permissions: 0o644, ...attributes },
    });
  }),
  'GuestFileManager.InitiateFileTransferFromGuest': inGuest(async (target, call) => {
    const path = needPath(call.arguments, 'guestFilePath');
    const file = await (await target.tools.files(target.login)).look(path);
    if (!file) throw new GuestFault('FileNotFound', { file: path });
    if (file.kind === 'directory') throw new GuestFault('FileFault', { file: path });
    return object('FileTransferInformation', {
      attributes: attributesOf(file),
      size: long(file.size),
      url: transferUrl(call, { kind: 'from guest', ...target, path }),
    });
  }),
  'GuestFileManager.MakeDirectoryInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const files = await tools.files(login);
    await files.makeDirectory(needPath(args, 'directoryPath'), flagIn(args, 'createParentDirectories'));
  }),
  'GuestFileManager.DeleteFileInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    await (await tools.files(login)).removeFile(needPath(args, 'filePath'));
  }),
  'GuestFileManager.DeleteDirectoryInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const files = await tools.files(login);
    await files.removeDirectory(needPath(args, 'directoryPath'), flagIn(args, 'recursive'));
  }),
  'GuestFileManager.MoveFileInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const files = await tools.files(login);
    await files.move(needPath(args, 'srcFilePath'), needPath(args, 'dstFilePath'), flagIn(args, 'overwrite'));
  }),
  'GuestFileManager.MoveDirectoryInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const files = await tools.files(login);
    await files.move(needPath(args, 'srcDirectoryPath'), needPath(args, 'dstDirectoryPath'), false);
  }),
  'GuestFileManager.ChangeFileAttributesInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const files = await tools.files(login);
    const attributes = readAttributes(need(args, 'fileAttributes'));
    await files.changeAttributes(needPath(args, 'guestFilePath'), attributes);
  }),
  'GuestFileManager.CreateTemporaryFileInGuest': inGuest(async (target, { arguments: args }) =>
    makeTemporary(target, 'file', args),
  ),
  'GuestFileManager.CreateTemporaryDirectoryInGuest': inGuest(async (target, { arguments: args }) =>
    makeTemporary(target, 'directory', args),
  ),
  'GuestFileManager.ListFilesInGuest': inGuest(async ({ tools, login }, { arguments: args }) => {
    const found = await (await tools.files(login)).list(needPath(args, 'filePath'));
    const pattern = matcher(textIn(args, 'matchPattern'));
    const matching = found.filter(({ name }) => pattern.test(name));
    const from = numberIn(args, 'index') ?? 0;
    const shown = matching.slice(from, from + (numberIn(args, 'maxResults') ?? 50));
    return object('GuestListFileInfo', {
      files: list('GuestFileInfo', shown.map(fileInfo)),
      remaining: int(Math.max(0, matching.length - from - shown.length)),
    });
  }),
};

const reboot: Program = {
  path: '/sbin/reboot',
  arguments: '',
  workingDirectory: undefined,
  environment: [],
};

/** The program, or one that has its output and its arguments and only ends, or never does. */
function insteadOf(program: Program, rule: FaultRule | undefined): Program {
  const script =
    rule?.effect === 'guest-exit'
      ? `exit ${rule.exitCode ?? 1}`
      : rule?.effect === 'guest-hang'
        ? 'sleep 1000000'
        : undefined;
  if (script === undefined) return program;
  return { ...program, path: '/bin/bash', arguments: `-c '${script}' ${program.path} ${program.arguments}` };
}

/** A method on a VM that has power and tools, by somebody whom the guest knows or not. */
function inGuest(work: (target: Target, call: MethodCall) => Promise<VimValue | void>): Method {
  return async (call) => {
    const reference = readReference(need(call.arguments, 'vm'));
    const vm = vmOf(call.context, reference.id);
    if (!vm) throw objectNotFound(reference);
    const tools = toolsOf(vm, vm.running);
    const login = readLogin(need(call.arguments, 'auth'));
    try {
      return (await work({ vm, tools, login }, call)) ?? undefined;
    } catch (error) {
      throw error instanceof GuestFault ? faultOf(error) : error;
    }
  };
}

function toolsOf(vm: Vm, running: RunningGuest | undefined): GuestTools {
  if (!running) {
    throw new VimFault(
      'InvalidPowerState',
      'The attempted operation cannot be performed in the current state.',
      {
        requestedState: choice('VirtualMachinePowerState', 'poweredOn'),
        existingState: choice('VirtualMachinePowerState', powerStateOf(vm)),
      },
    );
  }
  if (running.tools === undefined || running.tools.status === 'guestToolsNotRunning') {
    throw faultOf(new GuestFault('GuestOperationsUnavailable'));
  }
  return running.tools;
}

function readLogin(auth: XmlElement): GuestLogin {
  // Tickets, SAML and SSPI are of other guests than ours.
  if (typeOf(auth) !== 'NamePasswordAuthentication') throw new VimFault('OperationNotSupportedByGuest');
  if (flagIn(auth, 'interactiveSession')) throw new VimFault('OperationNotSupportedByGuest');
  return { user: needText(auth, 'username'), password: needText(auth, 'password') };
}

const messages: Readonly<Record<GuestFault['fault'], string>> = {
  InvalidGuestLogin: 'Failed to authenticate with the guest operating system using the supplied credentials.',
  GuestOperationsUnavailable: 'The guest operations agent could not be contacted.',
  GuestPermissionDenied: 'The guest user does not have the permissions to perform this operation.',
  GuestProcessNotFound: 'The process was not found in the guest.',
  FileNotFound: 'The file was not found.',
  FileAlreadyExists: 'The file already exists.',
  CannotAccessFile: 'Unable to access file.',
  FileFault: 'A general error with the file.',
};

function faultOf({ fault, file, pid }: GuestFault): VimFault {
  const ofFile = file === undefined ? undefined : text(file);
  const fields: VimFields = {
    file: fault.includes('File') ? ofFile : undefined,
    pid: pid === undefined ? undefined : long(pid),
  };
  return new VimFault(fault, messages[fault], fields);
}

function needPath(args: XmlElement, name: string): string {
  const path = needText(args, name);
  if (!path.startsWith('/'))
    throw path === '' ? invalidArgument(name) : new GuestFault('FileNotFound', { file: path });
  return path;
}

function transferUrl(
  { context, authority }: MethodCall,
  transfer: Parameters<MethodCall['context']['transfers']['offer']>[0],
): VimValue {
  const scheme = context.secure ? 'https' : 'http';
  return text(`${scheme}://${context.transferAuthority(authority)}${context.transfers.offer(transfer)}`);
}

async function makeTemporary(
  { tools, login }: Target,
  kind: 'file' | 'directory',
  args: XmlElement,
): Promise<VimValue> {
  const path = await (
    await tools.files(login)
  ).makeTemporary(kind, {
    prefix: textIn(args, 'prefix') ?? '',
    suffix: textIn(args, 'suffix') ?? '',
    directory: textIn(args, 'directoryPath') || undefined,
  });
  return text(path);
}

function readAttributes(element: XmlElement | undefined): FileAttributes {
  const modified = textIn(element, 'modificationTime');
  const permissions = numberIn(element, 'permissions');
  return {
    ...(permissions !== undefined && { permissions }),
    owner: numberIn(element, 'ownerId'),
    group: numberIn(element, 'groupId'),
    modified: modified === undefined ? undefined : new Date(modified),
  };
}

function attributesOf(file: GuestFile): VimValue {
  return object('GuestPosixFileAttributes', {
    modificationTime: time(file.modified),
    accessTime: time(file.modified),
    symlinkTarget: text(file.target ?? ''),
    ownerId: int(file.owner),
    groupId: int(file.group),
    permissions: long(file.permissions),
  });
}

function fileInfo(file: GuestFile): VimValue {
  return object('GuestFileInfo', {
    path: text(file.name),
    type: text(file.kind),
    size: long(file.size),
    attributes: attributesOf(file),
  });
}

function processInfo(process: GuestProcess): VimValue {
  return object('GuestProcessInfo', {
    name: text(process.name),
    pid: long(process.pid),
    owner: text(process.owner),
    cmdLine: text(process.commandLine),
    startTime: time(process.startTime),
    endTime: process.endTime && time(process.endTime),
    exitCode: process.exitCode === undefined ? undefined : int(process.exitCode),
  });
}

/** The pattern of a listing is a Perl regular expression; one that cannot be read is `InvalidArgument`. */
function matcher(pattern: string | undefined): RegExp {
  try {
    return new RegExp(pattern ?? '');
  } catch {
    throw invalidArgument('matchPattern');
  }
}
