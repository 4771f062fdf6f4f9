import { copyFileSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things of the simulator appear inside a guest. */
export const insideGuest = {
  hostUsr: '/run/vcdsim/host/usr',
  node: '/run/vcdsim/node',
  /** A folder with the package and its dependencies side by side, so that imports resolve. */
  code: '/run/vcdsim/code',
  machine: '/run/vcdsim/machine',
} as const;

/** Scripts of `stand-ins/programs`, by the names that they are called by. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  boot: ['vcdsim-boot'],
  'cloud-init': ['cloud-init'],
  containerd: ['containerd'],
  'change-password': ['chpasswd', 'passwd'],
  'container-client': ['ctr', 'crictl', 'docker'],
  customize: ['customize'],
  'guest-tools': ['guest-tools'],
  gpg: ['gpg'],
  hostname: ['hostname'],
  hostnamectl: ['hostnamectl'],
  'image-tools': [
    'add-apt-repository',
    'chage',
    'conntrack',
    'dpkg-reconfigure',
    'ethtool',
    'growpart',
    'iptables',
    'lsb_release',
    'resize2fs',
    'resolvconf',
    'socat',
  ],
  ip: ['ip'],
  'kernel-stand-in': ['modprobe', 'swapoff', 'swapon'],
  kubelet: ['kubelet'],
  'nfs-tools': ['exportfs', 'showmount'],
  'package-manager': ['apt', 'apt-get', 'apt-key', 'apt-mark', 'dnf', 'tdnf', 'yum'],
  power: ['halt', 'poweroff', 'reboot', 'shutdown'],
  sudo: ['sudo'],
  sysctl: ['sysctl'],
  systemctl: ['systemctl'],
  'web-client': ['curl', 'wget'],
  'vmware-rpctool': ['vmtoolsd', 'vmware-rpctool'],
};

/** Programs of `stand-ins` that run on Node. */
const nodePrograms = ['cloud-init-boot', 'kubeadm', 'kubectl'];

/** The simulator's own package and the folder of its dependencies, as they lie on the host. */
export interface GuestCode {
  readonly package: string;
  readonly dependencies: string;
}

/** Finds what Node programs inside guests import. */
export function findGuestCode(): GuestCode {
  const dependency = fileURLToPath(import.meta.resolve('yaml'));
  const marker = '/node_modules/';
  return {
    package: join(import.meta.dirname, '..', '..', '..'),
    dependencies: dependency.slice(0, dependency.indexOf(marker) + marker.length - 1),
  };
}

/**
 * Builds the guests' /usr/bin and /usr/sbin in `folder`: everything of the host as links, and the stand-ins in place of
 * what must not be the host's. Absolute paths in user data therefore work.
 */
export function buildPrograms(folder: string): { readonly bin: string; readonly sbin: string } {
  const stood = new Set([...Object.values(scripts).flat(), ...nodePrograms]);
  const directories = { bin: join(folder, 'bin'), sbin: join(folder, 'sbin') };
  for (const [kind, directory] of Object.entries(directories)) {
    mkdirSync(directory);
    for (const name of readdirSync(`/usr/${kind}`)) {
      if (!stood.has(name)) symlinkSync(`${insideGuest.hostUsr}/${kind}/${name}`, join(directory, name));
    }
    placeStandIns(directory);
  }
  return directories;
}

/** Text of the stand-ins that need nothing but a shell, by the name that each is called by. */
export function shellStandIns(): ReadonlyMap<string, string> {
  const source = join(dirname(import.meta.dirname), 'stand-ins', 'programs');
  const inShell = [
    'container-client',
    'gpg',
    'image-tools',
    'nfs-tools',
    'package-manager',
    'sudo',
    'web-client',
  ];
  return new Map(
    inShell.flatMap((script) => {
      const text = readFileSync(join(source, script), 'utf8');
      return (scripts[script] ?? []).map((name): [string, string] => [name, text]);
    }),
  );
}

function placeStandIns(directory: string): void {
  const source = join(dirname(import.meta.dirname), 'stand-ins');
  for (const [script, names] of Object.entries(scripts)) {
    for (const name of names) copyFileSync(join(source, 'programs', script), join(directory, name));
  }
  // Sources in a checkout, JavaScript in a packed release: the same as this file.
  const extension = extname(import.meta.filename);
  const path = `${insideGuest.code}/package/src/guests/stand-ins`;
  for (const name of nodePrograms) {
    const text = `#!/bin/sh\nexec ${insideGuest.node} --no-warnings ${path}/${name}${extension} "$@"\n`;
    writeFileSync(join(directory, name), text, { mode: 0o755 });
  }
}
