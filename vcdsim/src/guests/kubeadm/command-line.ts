import { readConfiguration } from './configuration.ts';
import type { KubeadmConfiguration } from './configuration.ts';
import { initConfigurationText, joinConfigurationText, readFlags } from './flags.ts';
import type { KubeadmFlags } from './flags.ts';
import { kubeadmInit } from './init.ts';
import { installedVersion } from './installed-version.ts';
import { kubeadmJoin } from './join.ts';
import { controlPlaneComponents, manifestPath } from './control-plane.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { messageOf } from './kubelet.ts';
import { kubeadmToken } from './tokens.ts';

/** Beside those of the version itself, as kubeadm 1.36 names them. */
const otherImages = ['coredns/coredns:v1.12.1', 'pause:3.10.1', 'etcd:3.6.5-0'];

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
      const { configuration, skipPhases, leave } = read(rest, host, initConfigurationText);
      const { init = {} } = configuration;
      await kubeadmInit(
        { ...host, ...leave },
        {
          ...configuration,
          init: { ...init, skipPhases: [...(init.skipPhases ?? []), ...skipPhases] },
        },
      );
      return;
    }
    case 'join': {
      const { configuration, leave } = read(rest, host, joinConfigurationText);
      await kubeadmJoin({ ...host, ...leave }, configuration);
      return;
    }
    case 'token':
      await kubeadmToken(rest, host);
      return;
    case 'reset':
      await reset(host);
      return;
    case 'version':
      version(rest, host);
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
  /** What the command may do in spite of failed checks, and whether it may print tokens. */
  readonly leave: Pick<KubeadmHost, 'ignoredChecks' | 'silentTokens'>;
}

/** `--config FILE`, or else what the flags say. */
function read(
  argv: readonly string[],
  host: KubeadmHost,
  fromFlags: ((flags: KubeadmFlags) => string) | undefined,
): Command {
  const flags = readFlags(argv);
  return {
    configuration: readConfiguration(configurationText(flags, host, fromFlags)),
    skipPhases: flags.texts('skip-phases'),
    leave: {
      ignoredChecks: flags.texts('ignore-preflight-errors').map((check) => check.toLowerCase()),
      silentTokens: flags.isSet('skip-token-print'),
    },
  };
}

function configurationText(
  flags: KubeadmFlags,
  host: KubeadmHost,
  fromFlags: ((flags: KubeadmFlags) => string) | undefined,
): string {
  const path = flags.text('config');
  if (path === undefined) {
    if (fromFlags) return fromFlags(flags);
    throw new KubeadmFailure('the --config flag is mandatory');
  }
  const text = host.files.read(path);
  if (text === undefined) {
    throw new KubeadmFailure(`unable to read config from "${path}": no such file or directory`);
  }
  return text;
}

function config(argv: readonly string[], host: KubeadmHost): void {
  const [action = '', ...rest] = argv;
  switch (action) {
    case 'validate':
      read(rest, host, undefined);
      host.print('ok');
      return;
    case 'images':
      images(rest, host);
      return;
    default:
      throw new KubeadmFailure(`unknown command "${action}" for "kubeadm config"`);
  }
}

/** The real one refuses clusters newer than itself; this one takes any. */
function version(argv: readonly string[], host: KubeadmHost): void {
  const own = installedVersion('kubeadm', host.files);
  host.print(argv.join(' ').includes('short') ? own : `kubeadm version: ${own}`);
}

function images([action, ...rest]: readonly string[], host: KubeadmHost): void {
  if (action === 'pull') {
    host.print('[config/images] images are part of the simulated template');
    return;
  }
  const wanted = readFlags(rest).text('kubernetes-version') ?? installedVersion('kubeadm', host.files);
  const ofVersion = [...controlPlaneComponents, 'kube-proxy']
    .filter((component) => component !== 'etcd')
    .map((component) => `${component}:${wanted}`);
  for (const image of [...ofVersion, ...otherImages]) host.print(`registry.k8s.io/${image}`);
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
