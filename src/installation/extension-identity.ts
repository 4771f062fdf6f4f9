/** By what vCD knows the extension and what of its API is ours (contract of CSE 1.2.7, sections 3.1, 4.3 and 9.4). */
export const extension = {
  name: 'cse',
  namespace: 'cse',
  apiFilters: ['/api/cse', '/api/cse/.*', '/api/cse/.*/.*'],
} as const;

/** The rights that roles may grant for the service; enforcement asks for the first (contract of CSE 1.2.7, section 4.3). */
export const extensionRights = [
  {
    name: 'CSE NATIVE DEPLOY RIGHT',
    description: 'Right necessary to deploy kubernetes cluster via vCD apis in CSE',
    category: 'cseRight',
    bundleKey: 'cseBundleKey',
  },
  {
    name: 'PKS DEPLOY RIGHT',
    description: 'Right necessary to deploy kubernetes cluster via vSphere apis in PKS',
    category: 'pksRight',
    bundleKey: 'pksBundleKey',
  },
] as const;

/** The name under which vCD keeps a right of the extension. */
export function rightOfExtension(name: string): string {
  return `{${extension.namespace}}:${name}`;
}
