import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/**
 * Programs of a machine that is being made into a template. What is installed is noted in `$CSE_NOTES/installed`, a word a
 * line, and only then do the programs of a package work, as in a real machine.
 */
const installed = (name: string) =>
  `grep -qs '${name}' "$CSE_NOTES/installed" || { echo "$0: not installed" >&2; exit 127; }`;
const packageManager = `case " $* " in *' install '*) printf '%s\\n' "$@" >> "$CSE_NOTES/installed" ;; esac`;
const version = `$(sed -n 's/^kubeadm[=-]\\([0-9.]*[0-9]\\).*/v\\1/p' "$CSE_NOTES/installed" | tail -n 1)`;

/** Repositories, the internet, and what comes from there. */
const repositoryStandIns: Readonly<Record<string, string>> = {
  'apt-get': packageManager,
  'apt-mark': ':',
  tdnf: packageManager,
  // The file that is asked for is the address that it came from.
  curl: `while (($# > 1)); do [[ $1 != --output ]] || file=$2; shift; done; echo "$1" > "$file"`,
  gpg: `echo "fpr:::::::::\${CSE_FINGERPRINT:-$(case $(cat "\${!#}") in *docker*) echo 9DC858229FC7DD38854AE2D88D81803C0EBFCD88 ;; *) echo DE15B14486CD377B9E876E1A234654DA9A296436 ;; esac)}:"`,
  sha256sum: ':',
  tar: 'echo containerd >> "$CSE_NOTES/installed"',
  kubeadm: `${installed('kubeadm')}
case "$*" in
  'version -o short') echo "${version}" ;;
  'config images list'*) printf 'registry.k8s.io/%s\\n' "kube-apiserver:$5" pause:3.10.2 ;;
esac`,
  kubelet: `${installed('kubelet')}; echo "Kubernetes ${version}"`,
  kubectl: `${installed('kubectl')}; printf 'Client Version: %s\\nKustomize Version: v5.7.1\\n' "${version}"`,
  crictl: `${installed('cri-tools')}
case " $* " in
  *' pull '*) echo "\${!#}" >> "$CSE_NOTES/pulled" ;;
  *' inspecti '*) grep -qx "\${!#}" "$CSE_NOTES/pulled" ;;
esac`,
  conntrack: ':',
  ethtool: ':',
  iptables: ':',
};

/** And what comes with the machine. */
const machineStandIns: Readonly<Record<string, string>> = {
  containerd: `${installed('containerd')}
case $1 in
  --version) echo "containerd github.com/containerd/containerd/v2 \${CSE_CONTAINERD:-v2.3.4} 0123abc" ;;
  *) printf "version = 3\\n  sandbox = 'registry.k8s.io/pause:3.1'\\n  SystemdCgroup = false\\n  config_path = ''\\n" ;;
esac`,
  systemctl: `unit=\${!#}
case $1 in
  enable) echo "\${@: -1}" >> "$CSE_NOTES/enabled" ;;
  disable) echo "$unit" >> "$CSE_NOTES/disabled" ;;
  is-enabled) [[ $unit == kubelet ]] && grep -qs kubelet "$CSE_NOTES/installed" || grep -qx "$unit" "$CSE_NOTES/enabled" ;;
  is-active) ! grep -q "^\${unit%-server}" "$CSE_NOTES/disabled" ;;
esac`,
  swapoff: ':',
  vmtoolsd: installed('open-vm-tools'),
  'cloud-init': installed('cloud-init'),
  ip: ':',
  exportfs: ':',
  openssl: ':',
};

export interface ImageRun {
  readonly exitCode: number | null;
  readonly output: string;
  /** Command lines of the stand-ins in this run. */
  readonly calls: readonly string[];
}

export interface ImageMachine extends AsyncDisposable {
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  remove(path: string): Promise<void>;
  /** Puts a program in place of another. */
  standIn(name: string, body: string): Promise<void>;
  /** Another machine, with all that is in this one. */
  copy(): Promise<ImageMachine>;
  /** Runs a script as root of that machine. */
  run(script: string, environment?: Readonly<Record<string, string>>): Promise<ImageRun>;
}

/** A directory that the scripts of a template take for a machine. */
export async function imageMachine(): Promise<ImageMachine> {
  const machine = machineIn(await mkdtemp(prefix));
  for (const [name, body] of Object.entries({ ...repositoryStandIns, ...machineStandIns })) {
    await machine.standIn(name, body);
  }
  for (const [path, content] of Object.entries(files)) await machine.write(path, content);
  return machine;
}

const prefix = `${tmpdir()}/cse-image-machine-`;
const files: Readonly<Record<string, string>> = {
  '/etc/os-release': 'ID=ubuntu\nVERSION_CODENAME=noble\n',
  '/etc/fstab': 'LABEL=root / ext4 defaults 0 1\n/swap.img none swap sw 0 0\n',
  '/etc/apt/sources.list.d/ubuntu.sources': 'URIs: http://archive.example/ubuntu/\n',
  '/etc/yum.repos.d/photon.repo': 'baseurl=https://packages.example/photon/5.0/x\n',
  '/etc/systemd/system/.keep': '',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu\n',
  '/usr/local/.keep': '',
};

function machineIn(root: string): ImageMachine {
  const write = async (path: string, content: string) => {
    await mkdir(dirname(`${root}${path}`), { recursive: true });
    await writeFile(`${root}${path}`, content);
  };
  const read = (path: string) => readFile(`${root}${path}`, 'utf8');
  return {
    write,
    read,
    remove: (path) => rm(`${root}${path}`),
    async standIn(name, body) {
      await write(`/standins/${name}`, `#!/bin/bash\necho "${name} $*" >> "$CSE_ROOT/calls"\n${body}\n`);
      await chmod(`${root}/standins/${name}`, 0o755);
    },
    async copy() {
      const other = await mkdtemp(prefix);
      await cp(root, other, { recursive: true });
      return machineIn(other);
    },
    async run(script, environment = {}) {
      await write('/calls', '');
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
        encoding: 'utf8',
        // A bash whose standard input is a socket thinks that somebody has logged in.
        stdio: ['ignore', 'pipe', 'pipe'],
        // Nothing of the host but what every system has.
        env: {
          PATH: `${root}/standins:/usr/bin:/bin`,
          CSE_ROOT: root,
          CSE_NOTES: root,
          CSE_PAUSE_SECONDS: '0',
          CSE_ATTEMPTS: '2',
          ...environment,
        },
      });
      const calls = (await read('/calls')).split('\n').slice(0, -1);
      return { exitCode: status, output: `${stdout}${stderr}`, calls };
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
