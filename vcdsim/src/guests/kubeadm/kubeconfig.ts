import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { GuestFiles } from './kubeadm-host.ts';

/** How to reach an API server and as whom: a kubeconfig's current context, with its files read. PEM texts. */
export interface ApiConnection {
  /** `https://host:port`. */
  readonly server: string;
  /** Undefined: not verified. Only the first look of token discovery does that. */
  readonly ca: string | undefined;
  readonly serverName?: string | undefined;
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly token?: string | undefined;
}

const entry = z.looseObject({ name: z.string() });
const Kubeconfig = z.looseObject({
  kind: z.literal('Config').optional(),
  'current-context': z.string().optional(),
  clusters: z.array(
    entry.extend({
      cluster: z.looseObject({
        server: z.string(),
        'certificate-authority-data': z.string().optional(),
        'certificate-authority': z.string().optional(),
        'tls-server-name': z.string().optional(),
      }),
    }),
  ),
  users: z
    .array(
      entry.extend({
        user: z
          .looseObject({
            'client-certificate-data': z.string(),
            'client-certificate': z.string(),
            'client-key-data': z.string(),
            'client-key': z.string(),
            token: z.string(),
          })
          .partial(),
      }),
    )
    .nullish(),
  contexts: z
    .array(entry.extend({ context: z.looseObject({ cluster: z.string(), user: z.string().optional() }) }))
    .nullish(),
});

/** Reads the connection of a kubeconfig's current context, or of its only cluster. */
export function readKubeconfig(text: string, files: GuestFiles): ApiConnection {
  const parsed = Kubeconfig.safeParse(parse(text));
  if (!parsed.success) throw new KubeadmFailure(`couldn't load kubeconfig: ${parsed.error.message}`);
  const { data } = parsed;
  const context = data.contexts?.find((each) => each.name === data['current-context'])?.context;
  const cluster = context
    ? data.clusters.find((each) => each.name === context.cluster)?.cluster
    : data.clusters[0]?.cluster;
  if (!cluster) throw new KubeadmFailure('the kubeconfig file does not have a current context or cluster');
  const user = data.users?.find((each) => each.name === context?.user)?.user;
  const content = (encoded: string | undefined, path: string | undefined): string | undefined => {
    if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString();
    return path === undefined ? undefined : files.read(path);
  };
  return {
    server: cluster.server,
    serverName: cluster['tls-server-name'],
    ca: content(cluster['certificate-authority-data'], cluster['certificate-authority']),
    certificate: content(user?.['client-certificate-data'], user?.['client-certificate']),
    privateKey: content(user?.['client-key-data'], user?.['client-key']),
    token: user?.token,
  };
}

/** Writes a kubeconfig with everything embedded. */
export function writeKubeconfig(connection: ApiConnection, user: string): string {
  const { server, ca, certificate, privateKey, token } = connection;
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'kubernetes',
        cluster: { server, ...(ca === undefined ? {} : { 'certificate-authority-data': encode(ca) }) },
      },
    ],
    contexts: [{ name: `${user}@kubernetes`, context: { cluster: 'kubernetes', user } }],
    'current-context': `${user}@kubernetes`,
    users: [
      {
        name: user,
        user: {
          ...(certificate === undefined ? {} : { 'client-certificate-data': encode(certificate) }),
          ...(privateKey === undefined ? {} : { 'client-key-data': encode(privateKey) }),
          ...(token === undefined ? {} : { token }),
        },
      },
    ],
  });
}
