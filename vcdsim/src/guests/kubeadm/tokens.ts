import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { caCertHash } from '../kubernetes/certificates.ts';
import { listAt, textAt } from '../kubernetes/objects.ts';
import { callApi } from './api-client.ts';
import { detachedSignature, tokenSecret } from './cluster-objects.ts';
import { upload } from './control-plane.ts';
import type { ApiConnection } from './kubeconfig.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { messageOf } from './kubelet.ts';

const clusterInfo = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
const secrets = '/api/v1/namespaces/kube-system/secrets';

/** A bootstrap token of its form, made up. */
export function newToken(): string {
  const random = (length: number): string => randomBytes(length).toString('hex').slice(0, length);
  return `${random(6)}.${random(16)}`;
}

/** `kubeadm token create|list|delete`, with the rights of admin.conf. */
export async function kubeadmToken(argv: readonly string[], host: KubeadmHost): Promise<void> {
  const { values, positionals } = parse(argv);
  const [action = '', ...words] = positionals;
  const admin = connectionOf(host, values.kubeconfig ?? '/etc/kubernetes/admin.conf');
  switch (action) {
    case 'create': {
      const [token = newToken()] = words;
      await create(host, admin, token);
      host.print(values['print-join-command'] === true ? joinCommand(admin, token) : token);
      return;
    }
    case 'list':
      for (const secret of listAt(await callApi(admin, 'GET', secrets), 'items')) {
        if (textAt(secret, 'type') !== 'bootstrap.kubernetes.io/token') continue;
        const field = (name: string): string =>
          Buffer.from(textAt(secret, 'data', name), 'base64').toString();
        host.print(`${field('token-id')}.${field('token-secret')}`);
      }
      return;
    case 'delete':
      for (const word of words) {
        const [id = ''] = word.split('.');
        await callApi(admin, 'DELETE', `${secrets}/bootstrap-token-${id}`);
        host.print(`bootstrap token "${id}" deleted`);
      }
      return;
    default:
      throw new KubeadmFailure(`unknown command "${action}" for "kubeadm token"`);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        kubeconfig: { type: 'string' },
        'print-join-command': { type: 'boolean' },
        ttl: { type: 'string' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new KubeadmFailure(messageOf(error));
  }
}

function connectionOf(host: KubeadmHost, path: string): ApiConnection {
  const text = host.files.read(path);
  if (text === undefined) {
    throw new KubeadmFailure(`failed to load admin kubeconfig: open ${path}: no such file or directory`);
  }
  return readKubeconfig(text, host.files);
}

/** The secret, and what the cluster's own signer adds to `cluster-info` for it. */
async function create(host: KubeadmHost, admin: ApiConnection, token: string): Promise<void> {
  if (!/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(token)) {
    throw new KubeadmFailure(`the bootstrap token "${token}" was not of the form "[a-z0-9]{6}.[a-z0-9]{16}"`);
  }
  await upload(admin, [tokenSecret({ token }, host.now())]);
  const [id = '', secret = ''] = token.split('.');
  const kubeconfig = textAt(await callApi(admin, 'GET', clusterInfo), 'data', 'kubeconfig');
  const data = { [`jws-kubeconfig-${id}`]: detachedSignature(kubeconfig, id, secret) };
  await callApi(admin, 'PATCH', clusterInfo, { data });
}

function joinCommand(admin: ApiConnection, token: string): string {
  const endpoint = admin.server.replace(/^https:\/\//, '');
  return `kubeadm join ${endpoint} --token ${token} --discovery-token-ca-cert-hash ${caCertHash(admin.ca ?? '')}`;
}
