import { parseArgs } from 'node:util';
import { readConfiguration } from './configuration.ts';
import type { KubeadmConfiguration } from './configuration.ts';
import { kubeadmInit } from './init.ts';
import { kubeadmJoin } from './join.ts';
import { controlPlaneComponents, manifestPath } from './control-plane.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { messageOf } from './kubelet.ts';

/** What `kubeadm version` says; the real one refuses clusters newer than itself, this one takes any. */
const ownVersion = 'v1.36.1';

/** Runs one kubeadm command; returns its exit code. Errors go to `complain`, as stderr. */
export async function runKubeadm(
  argv: readonly string[],
  host: KubeadmHost,
  complain: (line: string) => void,
): Promise<number> {
  try {
    await run(argv, host);
    return 0;
  } catch (error) {
    complain(`error: ${messageOf(error)}`);
    complain('To see the stack trace of this error execute with --v=5 or higher');
    return error instanceof KubeadmFailure ? error.exitCode : 1;
  }
}

async function run(argv: readonly string[], host: KubeadmHost): Promise<void> {
  const [command = '', ...rest] = argv;
  switch (command) {
    case 'init': {
      const { configuration, skipPhases, ignoredChecks } = read(rest, host);
      const { init = {} } = configuration;
      await kubeadmInit(
        { ...host, ignoredChecks },
        {
          ...configuration,
          init: { ...init, skipPhases: [...(init.skipPhases ?? []), ...skipPhases] },
        },
      );
      return;
    }
    case 'join': {
      const { configuration, ignoredChecks } = read(rest, host);
      await kubeadmJoin({ ...host, ignoredChecks }, configuration);
      return;
    }
    case 'reset':
      await reset(host);
      return;
    case 'version':
      host.print(rest.join(' ').includes('short') ? ownVersion : `kubeadm version: ${ownVersion}`);
      return;
    case 'config':
      config(rest, host);
      return;
    default:
      throw new KubeadmFailure(`unknown command "${command}" for "kubeadm"`);
  }
}

interface Command {
  readonly configuration: KubeadmConfiguration;
  readonly skipPhases: readonly string[];
  readonly ignoredChecks: readonly string[];
}

function read(argv: readonly string[], host: KubeadmHost): Command {
  const { values } = parseFlags(argv);
  if (values.config === undefined) {
    throw new KubeadmFailure('this kubeadm is a stand-in that wants its answers from --config FILE');
  }
  const text = host.files.read(values.config);
  if (text === undefined) {
    throw new KubeadmFailure(`unable to read config from "${values.config}": no such file or directory`);
  }
  return {
    configuration: readConfiguration(text),
    skipPhases: split(values['skip-phases']),
    ignoredChecks: split(values['ignore-preflight-errors']).map((check) => check.toLowerCase()),
  };
}

function split(lists: readonly string[] | undefined): readonly string[] {
  return (lists ?? []).flatMap((list) => list.split(',')).filter((word) => word !== '');
}

const flags = {
  config: { type: 'string' },
  v: { type: 'string', short: 'v' },
  'ignore-preflight-errors': { type: 'string', multiple: true },
  'skip-phases': { type: 'string', multiple: true },
  'skip-token-print': { type: 'boolean' },
  'skip-certificate-key-print': { type: 'boolean' },
  'upload-certs': { type: 'boolean' },
} as const;

function parseFlags(argv: readonly string[]): {
  readonly values: {
    readonly config?: string;
    readonly 'skip-phases'?: string[];
    readonly 'ignore-preflight-errors'?: string[];
  };
} {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: false });
  } catch (error) {
    throw new KubeadmFailure(messageOf(error));
  }
}

function config(argv: readonly string[], host: KubeadmHost): void {
  const [action = '', ...rest] = argv;
  switch (action) {
    case 'validate':
      read(rest, host);
      host.print('ok');
      return;
    case 'images':
      host.print('[config/images] images are part of the simulated template');
      return;
    default:
      throw new KubeadmFailure(`unknown command "${action}" for "kubeadm config"`);
  }
}

async function reset(host: KubeadmHost): Promise<void> {
  await host.reset();
  const configured = ['admin', 'super-admin', 'kubelet', 'controller-manager', 'scheduler'].map(
    (name) => `/etc/kubernetes/${name}.conf`,
  );
  const manifests = controlPlaneComponents.map(manifestPath);
  const pki = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key', 'sa.key', 'sa.pub'].map(
    (name) => `/etc/kubernetes/pki/${name}`,
  );
  const etcd = ['ca.crt', 'ca.key'].map((name) => `/etc/kubernetes/pki/etcd/${name}`);
  for (const path of [...configured, ...manifests, ...pki, ...etcd]) host.files.remove(path);
  host.print('[reset] Stopping the kubelet service');
}
