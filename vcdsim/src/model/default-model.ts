import type { ModelInput } from './model-file.ts';

/** Two tenants, a provider with a shared catalog and a place to make templates, and CSE registered: enough for a demonstration. */
export const defaultModel: ModelInput = {
  administrators: [{ name: 'administrator', password: 'secret', role: 'System Administrator' }],
  orgs: [
    {
      name: 'acme',
      fullName: 'Acme Corporation',
      users: [
        { name: 'alice', password: 'secret', role: 'Organization Administrator', fullName: 'Alice' },
        { name: 'bob', password: 'secret', role: 'vApp Author', fullName: 'Bob' },
      ],
      vdcs: [
        {
          name: 'acme-vdc',
          networks: [
            {
              name: 'acme-net',
              gateway: '127.10.0.1',
              ranges: [{ start: '127.10.0.10', end: '127.10.0.250' }],
            },
          ],
        },
      ],
    },
    {
      name: 'globex',
      fullName: 'Globex Corporation',
      users: [{ name: 'carol', password: 'secret', role: 'Organization Administrator', fullName: 'Carol' }],
      vdcs: [
        {
          name: 'globex-vdc',
          networks: [
            {
              name: 'globex-net',
              gateway: '127.20.0.1',
              ranges: [{ start: '127.20.0.10', end: '127.20.0.250' }],
            },
          ],
        },
      ],
    },
    {
      name: 'provider',
      fullName: 'The provider of templates',
      users: [{ name: 'publisher', password: 'secret', role: 'Organization Administrator' }],
      vdcs: [
        {
          name: 'provider-vdc',
          networks: [
            {
              name: 'provider-net',
              gateway: '127.30.0.1',
              ranges: [{ start: '127.30.0.10', end: '127.30.0.250' }],
            },
          ],
        },
      ],
      catalogs: [
        {
          name: 'cse',
          description: 'Node templates for Kubernetes clusters',
          shared: true,
          templates: [
            { name: 'ubuntu-24.04-k8s-1.36', description: 'Ubuntu 24.04, Kubernetes 1.36', vm: {} },
            {
              name: 'photon-5-k8s-1.36',
              description: 'Photon OS 5, Kubernetes 1.36',
              vm: { os: 'VMware Photon OS (64-bit)' },
            },
          ],
        },
      ],
    },
  ],
  services: [
    {
      name: 'cse',
      namespace: 'cse',
      exchange: 'cse-ext',
      routingKey: 'cse',
      apiFilters: ['/api/cse', '/api/cse/.*', '/api/cse/.*/.*'],
      rights: [
        {
          name: 'CSE NATIVE DEPLOY RIGHT',
          description: 'Needed to deploy Kubernetes clusters',
          category: 'cseRight',
          bundleKey: 'cseBundleKey',
        },
        {
          name: 'PKS DEPLOY RIGHT',
          description: 'Needed to deploy Kubernetes clusters through PKS',
          category: 'pksRight',
          bundleKey: 'pksBundleKey',
        },
      ],
    },
  ],
  vCenters: [{ name: 'vc1' }],
};

/** The same people and places before anybody installed CSE: no extension is registered, no catalog is there. */
export const emptyModel: ModelInput = {
  ...defaultModel,
  orgs: (defaultModel.orgs ?? []).map((org) => ({ ...org, catalogs: [] })),
  services: [],
};
