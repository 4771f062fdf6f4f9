import { isJsonObject, listAt, textAt, valueAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/** One resource that the API serves. */
export interface ResourceType {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

/** group/version, then per line: resource, kind, N(amespaced) or C(luster), short names, subresources. */
const builtIn = `
/v1
  namespaces Namespace C ns status,finalize
  nodes Node C no status
  pods Pod N po status,eviction,log
  configmaps ConfigMap N cm -
  secrets Secret N - -
  services Service N svc status
  serviceaccounts ServiceAccount N sa -
  endpoints Endpoints N ep -
  events Event N ev -
  persistentvolumes PersistentVolume C pv status
  persistentvolumeclaims PersistentVolumeClaim N pvc status
  resourcequotas ResourceQuota N quota status
  limitranges LimitRange N limits -
  replicationcontrollers ReplicationController N rc status
apps/v1
  deployments Deployment N deploy status
  daemonsets DaemonSet N ds status
  replicasets ReplicaSet N rs status
  statefulsets StatefulSet N sts status
  controllerrevisions ControllerRevision N - -
batch/v1
  jobs Job N - status
  cronjobs CronJob N cj status
rbac.authorization.k8s.io/v1
  roles Role N - -
  rolebindings RoleBinding N - -
  clusterroles ClusterRole C - -
  clusterrolebindings ClusterRoleBinding C - -
certificates.k8s.io/v1
  certificatesigningrequests CertificateSigningRequest C csr status,approval
apiextensions.k8s.io/v1
  customresourcedefinitions CustomResourceDefinition C crd,crds status
apiregistration.k8s.io/v1
  apiservices APIService C - status
admissionregistration.k8s.io/v1
  mutatingwebhookconfigurations MutatingWebhookConfiguration C - -
  validatingwebhookconfigurations ValidatingWebhookConfiguration C - -
policy/v1
  poddisruptionbudgets PodDisruptionBudget N pdb status
storage.k8s.io/v1
  storageclasses StorageClass C sc -
  csidrivers CSIDriver C - -
  csinodes CSINode C - -
  volumeattachments VolumeAttachment C - status
networking.k8s.io/v1
  networkpolicies NetworkPolicy N netpol -
  ingresses Ingress N ing status
  ingressclasses IngressClass C - -
scheduling.k8s.io/v1
  priorityclasses PriorityClass C pc -
coordination.k8s.io/v1
  leases Lease N - -
discovery.k8s.io/v1
  endpointslices EndpointSlice N - -
autoscaling/v2
  horizontalpodautoscalers HorizontalPodAutoscaler N hpa status
node.k8s.io/v1
  runtimeclasses RuntimeClass C - -
flowcontrol.apiserver.k8s.io/v1
  flowschemas FlowSchema C - status
  prioritylevelconfigurations PriorityLevelConfiguration C - status
authorization.k8s.io/v1
  selfsubjectaccessreviews SelfSubjectAccessReview C - -
authentication.k8s.io/v1
  selfsubjectreviews SelfSubjectReview C - -
`;

/** The resources of every cluster. */
export function builtInTypes(): readonly ResourceType[] {
  const types: ResourceType[] = [];
  let group = '';
  let version = '';
  for (const line of builtIn.split('\n').filter((each) => each.trim() !== '')) {
    if (!line.startsWith(' ')) {
      [group = '', version = ''] = line.split('/');
      continue;
    }
    const [resource = '', kind = '', scope, shortNames = '-', subresources = '-'] = line.trim().split(' ');
    const words = (text: string): string[] => (text === '-' ? [] : text.split(','));
    types.push({
      group,
      version,
      resource,
      kind,
      namespaced: scope === 'N',
      shortNames: words(shortNames),
      subresources: words(subresources),
    });
  }
  return types;
}

/** The resources that a CustomResourceDefinition adds, one per served version. */
export function customTypes(definition: KubernetesObject): readonly ResourceType[] {
  const spec = valueAt(definition, 'spec');
  return listAt(spec, 'versions').flatMap((version) => {
    if (valueAt(version, 'served') !== true) return [];
    const subresources = valueAt(version, 'subresources');
    return {
      group: textAt(spec, 'group'),
      version: textAt(version, 'name'),
      resource: textAt(spec, 'names', 'plural'),
      kind: textAt(spec, 'names', 'kind'),
      namespaced: textAt(spec, 'scope') === 'Namespaced',
      shortNames: listAt(spec, 'names', 'shortNames').filter((name) => typeof name === 'string'),
      subresources: isJsonObject(subresources) ? Object.keys(subresources) : [],
    };
  });
}

/** `v1`, `apps/v1`. */
export function groupVersion(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}
