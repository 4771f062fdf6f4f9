pragma application_id = 1129530673;
pragma user_version = 2;
CREATE TABLE counter (one integer primary key check (one = 1), revision integer not null) strict;
CREATE TABLE records (
  kind text not null,
  namespace text not null,
  name text not null,
  uid text not null,
  generation integer not null,
  revision integer not null,
  created text not null,
  deletion text,
  finalizers text not null,
  labels text not null,
  spec text not null,
  status text not null,
  primary key (kind, namespace, name)
) strict;
CREATE TABLE changes (
  at integer primary key,
  change text not null,
  kind text not null,
  namespace text not null,
  name text not null,
  uid text not null,
  generation integer not null,
  revision integer not null,
  created text not null,
  deletion text,
  finalizers text not null,
  labels text not null,
  spec text not null,
  status text not null
) strict;
CREATE TABLE events (
  id integer primary key,
  uid text not null references records (uid) on delete cascade,
  type text not null,
  reason text not null,
  message text not null,
  count integer not null,
  first_at text not null,
  last_at text not null
) strict;
CREATE TABLE secrets (
  uid text not null references records (uid) on delete cascade,
  name text not null,
  key_id text not null,
  nonce blob not null,
  sealed blob not null,
  primary key (uid, name)
) strict;
CREATE TABLE settings (name text primary key, value text not null) strict, without rowid;
CREATE TABLE traces (
  id integer primary key,
  request text not null unique,
  trace text not null
) strict;
CREATE UNIQUE INDEX records_by_uid on records (uid);
CREATE INDEX events_by_record on events (uid, id);
CREATE INDEX events_by_time on events (last_at, id);
CREATE INDEX secrets_by_key on secrets (key_id);
insert into counter values (1, 64);
insert into records values (
  'Template',
  'provider',
  'ubuntu-24.04',
  '41023b51-a6c5-4326-bb13-afe75c269049',
  1,
  6,
  '2026-11-20T12:41:37.682Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:38.122Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Template',
  'provider',
  'photon-5',
  'd66b927b-3051-49d2-91ab-d4e4337c6ece',
  1,
  5,
  '2026-11-20T12:41:37.689Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"photon-5-k8s-1.36","description":"Photon 5\nKubernetes 1.36","isDefault":false,"position":1,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"photon-5-k8s-1.36.ova","url":"https://images.example/photon-5-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"photon-5-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:38.032Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.032Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.032Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.032Z"}],"source":{"vAppTemplateId":"b2b21ff8-9a22-58e1-b0ba-77cee6b08ef5","vmId":"0087d4f1-a5ad-5965-9a30-03f5a5266dbf","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'c2',
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  1,
  28,
  '2026-11-20T12:41:39.372Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"73010eee-95ec-4d43-b36d-e6e3a6374725","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:40.105Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:40.037Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:40.037Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:40.074Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:40.037Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:40.074Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:40.105Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.487Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:39.449Z","id":"af202391-8ce5-483d-8e4d-c1524b979f41"},"nodes":[{"name":"mstr-rzf7","role":"control-plane","pool":"control-plane","vmId":"f6a658fa-26d9-4609-92ce-a2bbf94f43c0","ipAddress":"127.171.81.12","guestBackend":"guestinfo","state":"joined"},{"name":"node-gauv","role":"worker","pool":"workers","vmId":"7804037f-cdbc-4816-a7c3-b32a9e752cc3","ipAddress":"127.171.81.13","guestBackend":"guestinfo","state":"joined"}],"endpoint":"https://127.171.81.12:6443","tasks":[{"request":"73010eee-95ec-4d43-b36d-e6e3a6374725","operation":"create_cluster","id":"2a22f0b9-8928-4012-adc6-8fd74c137913","href":"http://127.0.0.1:35089/api/task/2a22f0b9-8928-4012-adc6-8fd74c137913","text":"Created cluster c2(a538ecb6-aebe-5cfb-943d-334af25d0e3e)","state":"success"}],"readyAt":"2026-11-20T12:41:40.074Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'wiping-user-data',
  '00000001-c4fc-5bcd-bb0c-9150a916b6b4',
  4,
  61,
  '2026-11-20T12:41:38.368Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}}]}',
  '{"observedGeneration":4,"phase":"wipingUserData","phaseSince":"2026-11-20T12:41:43.140Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:42.196Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.140Z"},{"type":"Reconciling","status":"True","reason":"WipingUserData","message":"","lastTransitionTime":"2026-11-20T12:41:42.080Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(00000001-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Creating 1 node(s) for c1(00000001-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"waiting":{"reason":"WipingUserData","message":"","until":"2026-11-20T12:41:43.191Z"},"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'giving-up',
  '00000002-8d2a-5759-803b-a53282142265',
  1,
  62,
  '2026-11-20T12:41:40.085Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ac70f0f7-8b86-4d99-ae9b-4f49f57b6199","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"givingUp","phaseSince":"2026-11-20T12:41:40.123Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"Ready","status":"False","reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:40.123Z"},{"type":"Stalled","status":"True","reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","lastTransitionTime":"2026-11-20T12:41:40.123Z"}],"nodes":[],"tasks":[{"request":"ac70f0f7-8b86-4d99-ae9b-4f49f57b6199","operation":"create_cluster","id":"0b0aff31-9951-4616-965f-223f9193efb8","href":"http://127.0.0.1:35089/api/task/0b0aff31-9951-4616-965f-223f9193efb8","text":"Creating cluster c3(00000002-8d2a-5759-803b-a53282142265)","state":"running"}],"failure":{"reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","at":"2026-11-20T12:41:40.123Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'powering-on-new-nodes',
  '00000003-c4fc-5bcd-bb0c-9150a916b6b4',
  4,
  63,
  '2026-11-20T12:41:38.368Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}}]}',
  '{"observedGeneration":4,"phase":"poweringOnNewNodes","phaseSince":"2026-11-20T12:41:42.843Z","phaseDeadline":"2026-11-20T13:01:42.843Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:42.196Z"},{"type":"Ready","status":"False","reason":"AddingNodes","message":"the new VMs are being powered on","lastTransitionTime":"2026-11-20T12:41:42.080Z"},{"type":"Reconciling","status":"True","reason":"AddingNodes","message":"the new VMs are being powered on","lastTransitionTime":"2026-11-20T12:41:42.080Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"configured"}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(00000003-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Creating 1 node(s) for c1(00000003-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"waiting":{"reason":"AddingNodes","message":"the new VMs are being powered on","until":"2026-11-20T12:41:42.866Z"},"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'deregistering-nodes',
  '00000004-c4fc-5bcd-bb0c-9150a916b6b4',
  3,
  64,
  '2026-11-20T12:41:38.368Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-67e2cadccb98","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-ou9c"]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"84e22260-1220-48f7-87fd-13f3eecc557f","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-67e2cadccb98","count":1,"rollback":true}},{"id":"87e79928-027b-4f9f-b217-755bd727481e","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-ou9c"],"missing":[],"force":false}}]}',
  '{"observedGeneration":3,"phase":"deregisteringNodes","phaseSince":"2026-11-20T12:41:41.536Z","phaseDeadline":"2026-11-20T12:42:41.536Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:41.313Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"deleteNode node-ou9c","lastTransitionTime":"2026-11-20T12:41:41.313Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"deleteNode node-ou9c","lastTransitionTime":"2026-11-20T12:41:41.313Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"node-ou9c","role":"worker","pool":"worker-67e2cadccb98","vmId":"4a140dc4-2ae5-4633-b2ef-77efc8d25dc9","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:41:41.313Z","drained":{"state":"succeeded","message":""}}}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(00000004-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"84e22260-1220-48f7-87fd-13f3eecc557f","operation":"create_nodes","id":"e55d9ce3-f306-4e2d-8033-718560b11a2f","href":"http://127.0.0.1:35089/api/task/e55d9ce3-f306-4e2d-8033-718560b11a2f","text":"Added 1 node(s) to cluster c1(00000004-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"87e79928-027b-4f9f-b217-755bd727481e","operation":"delete_nodes","id":"d29a4dfe-c080-4bcc-88af-63f912410005","href":"http://127.0.0.1:35089/api/task/d29a4dfe-c080-4bcc-88af-63f912410005","text":"Deleting 1 node(s) from c1(00000004-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"deleteNode node-ou9c","until":"2026-11-20T12:41:41.576Z"},"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into changes values (
  3,
  'created',
  'Template',
  'provider',
  'not-built',
  '0dce7230-790d-4f24-b12a-1697b6e9b2eb',
  1,
  3,
  '2026-11-20T12:41:37.690Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"no-such-item","description":"offered, but its catalog item is missing","isDefault":false,"position":2,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"no-such-item.ova","url":"https://images.example/no-such-item.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"not-built-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"conditions":[]}'
);
insert into changes values (
  6,
  'statusChanged',
  'Template',
  'provider',
  'ubuntu-24.04',
  '41023b51-a6c5-4326-bb13-afe75c269049',
  1,
  6,
  '2026-11-20T12:41:37.682Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:38.122Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.122Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into changes values (
  26,
  'created',
  'Cluster',
  'acme',
  'c3',
  '85625cc1-8d2a-5759-803b-a53282142265',
  1,
  26,
  '2026-11-20T12:41:40.085Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ac70f0f7-8b86-4d99-ae9b-4f49f57b6199","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[]}'
);
insert into changes values (
  57,
  'specChanged',
  'Cluster',
  'acme',
  'c1',
  'ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4',
  5,
  57,
  '2026-11-20T12:41:38.368Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}},{"id":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:43.334Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.140Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Created 1 node(s) for c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"}],"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into changes values (
  58,
  'statusChanged',
  'Cluster',
  'acme',
  'c1',
  'ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4',
  5,
  58,
  '2026-11-20T12:41:38.368Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}},{"id":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:43.334Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.140Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Created 1 node(s) for c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","id":"2592259c-0b95-4c7f-b5ea-c5617a0fde7a","href":"http://127.0.0.1:35089/api/task/2592259c-0b95-4c7f-b5ea-c5617a0fde7a","text":"Deleting cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into changes values (
  59,
  'deletionRequested',
  'Cluster',
  'acme',
  'c1',
  'ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4',
  5,
  59,
  '2026-11-20T12:41:38.368Z',
  '2026-11-20T12:41:43.627Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}},{"id":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:43.334Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.140Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Created 1 node(s) for c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","id":"2592259c-0b95-4c7f-b5ea-c5617a0fde7a","href":"http://127.0.0.1:35089/api/task/2592259c-0b95-4c7f-b5ea-c5617a0fde7a","text":"Deleting cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into changes values (
  60,
  'gone',
  'Cluster',
  'acme',
  'c1',
  'ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4',
  5,
  59,
  '2026-11-20T12:41:38.368Z',
  '2026-11-20T12:41:43.627Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-9da722584104","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-9da722584104","count":1,"rollback":true}},{"id":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:43.334Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.181Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:39.232Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.140Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:43.334Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:38.623Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:38.505Z","id":"d23deb94-e848-4aa2-92a1-a122cdc4de43"},"nodes":[{"name":"mstr-67r0","role":"control-plane","pool":"control-plane","vmId":"8bc2fbe6-18da-4691-bad5-bf6a63c2e99d","ipAddress":"127.171.81.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-higk","role":"worker","pool":"workers","vmId":"e51995c1-6ea8-4219-a6d8-dca909787f87","ipAddress":"127.171.81.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-cry6","role":"nfs","pool":"nfs-9da722584104","vmId":"a0c570fb-5988-404f-9dee-bef5a591310f","ipAddress":"127.171.81.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.171.81.10:6443","tasks":[{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","operation":"create_cluster","id":"9270b6e4-7eaa-4c69-a666-11e12e9c9079","href":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079","text":"Created cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","operation":"create_nodes","id":"e0986285-9033-430e-bd71-893452a5a6bc","href":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc","text":"Created 1 node(s) for c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"success"},{"request":"96f03a1c-019c-4034-8aed-8153745c8dd4","operation":"delete_cluster","id":"2592259c-0b95-4c7f-b5ea-c5617a0fde7a","href":"http://127.0.0.1:35089/api/task/2592259c-0b95-4c7f-b5ea-c5617a0fde7a","text":"Deleting cluster c1(ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4)","state":"running"}],"readyAt":"2026-11-20T12:41:39.232Z"}'
);
insert into events values (
  16,
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'Normal',
  'Accepted',
  'alice asked for create_cluster (request 73010eee-95ec-4d43-b36d-e6e3a6374725)',
  1,
  '2026-11-20T12:41:39.418Z',
  '2026-11-20T12:41:39.418Z'
);
insert into events values (
  25,
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'Normal',
  'NodeJoined',
  'node-gauv joined (127.171.81.13)',
  1,
  '2026-11-20T12:41:40.038Z',
  '2026-11-20T12:41:40.038Z'
);
insert into events values (
  27,
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'Normal',
  'PhaseChanged',
  'wipingUserData → ready',
  1,
  '2026-11-20T12:41:40.105Z',
  '2026-11-20T12:41:40.105Z'
);
insert into secrets values (
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'jobKey',
  'd9765409e335b936',
  x'7284de71d07435bb8e50cee5',
  x'80585794d79592fba33784a0ead32ea23c82617c3317cd3a1943e8ab97addd2daa17059968001d23e2f99d1f24a7120d9b231e7f5976611cec82990a0ad6c9f2a39affe0c85141fd83302411fe910120ec8c5b86906694b8065a9a7755691e80e8e7e14d65f9069b00150c5e07f53446d68d38814d3d2245d5755ba50faa861c51031e790cb792'
);
insert into secrets values (
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'pki',
  'd9765409e335b936',
  x'35944fd8071bd2255c9c61fd',
  x'379979fc6001d90516c9e596292eec393a999afa5fa4fcfd023d772f8728c69c7504f629ee7c4451df0f6c91a46603d7434e5b26e811fb080e3f6dcc2aa65518c7552e72e681a67bad8a6281b5adf258d52aa218c39c4b485a59793093265e1d5242c00e36d65a82b7a62e64022b005022e17082fb0a2fb4c7288aeb7137409dd8f3776d632fd68819b2a89d916cf02403b0568bd27811a4c6c65576be2583f07a809634c1f99b1028079779701820cc8fa1e90094b8470da6c2802a17c12cbcc578e04155bf8aedb6f5c0bbee5e98da3a6efac68eb3475c9401fc5b38c1ce050fb7dfa1eb1ec18c3dcfe80645f5a67e306408557612ac62ce7a1cbaeadeaf2e9f27a4e1a19bb327258e86eaaf178028d0efab2a141937c5bd1611ccca79358792ee0168095be30d223440758726dd71e3307d43743befb004cc39ef70b34423a1a4ae1fc02fab6aae84d8a58072da329c48414539d55a5a81a61137d3d437bcb8de62c1c43fbb00600c58985ee6a6f5412b6da2ff0bf442f757a176574a4b42fcf307e86671a073b9812978b876da1fbe035aac86dec85dd0a4e9ef6ad8fda8505a7e79eb6d76724ba3f445d8e1a0f693227826b29548341990ec0585bda9deb6ae0fa6031b15ef47298bf9e53a55cd2fb58216fb57a4bb194bc8a57403faa82a36daffb12995b6ddacd6a8919da8b9eb94e5c17b5464f62ce3242b6fb71c0c210efd77a0a7ef4ff7c9a201fca3b7cfe15953f4f28c1af863f79e46f4c005334b5a8582c61a91002c86945a9a07c71e8cef2fd5b6d88e06fd8794c56d5188f8c887941be28acb4b226ca06924a49120820ddd147a7bcff496f70a8e15237d29cf77e5419d43633b85e168828ea5939d8d5eca970f5fa23422a12a0590ad7c14764ee1fa8b653bd6662e585038231b20e15629b8c712b2c4d2df74bda8c9e468e6c87541a3cbe9594f8eb64829a02bccff98e314335095ca47472e2aa44f0f230f57e4b9dbda70f9c1cd9103665bc1079030fef5613e81e4e96a68243c9ece23c7b44666060c3dc0bfe91c55f7be49e2de1d7572af9022ebad49efa3903d165bb0f94139bbd0720e7840444e421325f383a4330d54928a037da71c098d7e2b1a5c13c1272d4977b4dbd9e94c6a9ec5ef0f22b8fb869c86663de1b3ad7a7ab737944cbb06a5afc9bff9332d73c54ec38c7386ade884c6a2f87e0785369b55aaa0434a5a71439a2d96b2855278436102185a837a4c7b978a7a9f0c4847901d4c9ae5712588c3ca6ab206193418070c514eef02535610a79ea0e160e082039bf644266b5ae266bbcddb51444beb65d0fda5981b5fbf5012c2039832460e947d72ced3e35178d97ae3893ffcc2813f69be10545c53b3b2da4712a066cf68eb59e074fff2c292938e84640922cd2cc23dcfda9e8dcfdbea7cd311afa8359f3097fca04d216d91535e462f0811a197f782fd53f3ca54a1734281c3dcecb1747979a78075c2f6df352631c12c35767ffc9674dafc32ce10d065392ee1683d5db6c2189c816befa4f1a9e673496232dd4981044144611df3adb725b9130076daa07cd92213b121ae1bc3fe8d02c987d2766af4dd9895c6f14fc046f0d3978703940317ba280c1c7d772a13bf14c5d99d075d2545d5e82abee8f51f561940bde602bfab64ba8ece1b934f7ebc5ff4e5794257b2286e1b683cb0343045fdcc38b7a261f70f740756ac554d3a4abf65e555cd04eb7cc22a1a35f12162bc7f82f99768d26f77a39ac33557dd545b9700566f8271b60b556ca17cb8539f84d749a4088f371cfb9f9550a8496cf0ced9857f8e77a9d1f034365ab9200e31dfa2ca79519bd56254f79cf7f39740755a80df6762466ea272bf6eacf053c1e35d996923ad3c23b13dbcc1213c2d325fb58c5fb97f59b409a89554d93563cbb2a3c8bc832388379aa4522d87df9051554179a3307a9f117b712533564a60544aa6096dc4e0668e6849b66a5af08e2ab2e2b9ad6f03feb6f6f8db87dfe54d17ba29b013eafcd75cd9633a043e31e5abe5660612e9b617db8c4f7ae408e9de636c6e32e10155e24c546780dffcd5cbbaead067d9bbf5f54af02399bf76a908550bc92ec09f978261c1c908134d75218b481fd23eb31a1f3f307a5c66f1d6ba6c1cc68b0c848b2610aeeafd7cfd50977fdbbe97ea38ca8a84ba73ddee6ed9228dc5665ee43fda46ce7b21dac6952cc08cd1e922c58a2b5118aae25d26d9b43ec8443f5e0d466f3ba7d7b67ae76c9f9cbfdded00d35c8af0f55335f86050eacec7fca981f3b73c6dd6fe40e2ce1a7954bfc5d0f1207d1f8f929e2b09d0a7333d2b5d316cbf98805f73fd49536fbaca500250962b14de45b584d7dc0aa02ea5e9dd304e6a3034fe321370daaaa51dfb6e4fdee106417520509aece0b34eeef5c2c7bc61a5c8390f3eadc59f038b02268fc0eb33381e542b88bdbdd529297df689c95e38fa23a8de488ecb720d4eb8365d99a3bba1da9b1c71ed5250a097f9cf84ac4a08d8e21fb5151bd8173cc60cda70518af9f290a868108d3025dd2ef9b475e9de8061a8f14188a4249c916365333471744c0e7e436b5fd7f56814ec45ca776984fffdfd71e583647361561e5587b3d80c2941acdd5acce7a01e53ec929a0e631c42870427f683d01559a530b4ff0c152e95c20309d7d3d74ce5bad35aab1686caa3d8c6c71f4c48bfba55790867838c6ddd70543e35c8946acf9a828800343c26383d971ca09376d7405485aac913f722c46781a1330af4c3b0f6391635eba11eb9128584c735dced391ae98ad4a17fc861e82e3e1fc46d9b36a625d14c0b19d15028fba891d8e349d48c054ca40c2ea6efad46cb0a05c62bf54d102365d64e9e49f2bda5313cb352a0318c25514c80ac2264edfe31f1da7604a498dc86e73b185fb3fe8aa7dc47b1a33ec97df664591e5b14f2355245c4e96cdc2f565a0fea0218d6902e4ac55cde8f500202ba877e4204e1712ec6114121f264a037f2459c9f249bb86434c9a17b053517a5eb99696ba4ef2d2ee444437b570fd4a248d888b2bbebf15ff9671c609ac15ce724bb0972bf335cd65ff4540f05f6c105bd6ec88235d0268c2f5234e52e1156cbe44e986b9c9586b4b3f72295474d3a5cc22660567e01962d3a5483854dd83173e124d8226597160d812246a564407c24130c315e3d6996665061c0eaa250a6d734a05cfe3762f0eccf2148b7bfe7a24765baf6fad72365277e402619fd18fb348aa3d4c8675f9015c7e4435f71956e5db613a790d7d61cc2f7eb20bd9d351226c980150dda385a84ffbc256725ac8371c52c9472f613152e1236ce9e5575e94bafccdfccc21c00db70a65a8af1d58c8407c6187fb501244c901438164b4589d7dc99907da0061d957d467c63bb04d834fd80c2b148ba884e27da29768bf861bb1e4337433c91f9d056268524aabe6fcad18dd1c6febcd99484d2d8b651be1e4ffa101775a8a5f4d13533333bda46680bb018f13b84d41dda1ad3d4ac5fb3db1ca0e0e9b5cbc0993d6b584e086cd1cfc3a68f2fdc17987742ed25cd02e312ccf208ec56ae115454b5da9bd9fab96356e6c400f310ce6396ea7ce87a81b26aa279028ddfefd45dbbc80939db299347bee3dc76d7b4d90a63d481cf11b5ff666a939fa5ad45ef9c784aac498017870f0beeaa7c472023d814e754a9f8b84ac8616adb36c215d1f0858e66a2fa4f1f265afc2b32b2ecebe3e6198f1211d805cb76a91f7dc24173f5b53b1edefbf77c2d01da67babe2902d6a2743452b93d0d6825a12b0c5c37466ca4ff860df0d1cbc06c567ebd6c504d0c63365cd0a6a3d6fe43a5582dd480ae53172588897bf56ce393d257ef9cc20d5e8fcb6c68315557fd15d6acd26cad5e8ba3b553206bd2130a44751441367e6df7ca5dfcda9c0ac064046d56e52cc7d08176ff68c567a1fdcf04c3d16a8abc9a7ef5da9179735f380cda80578776a01400b308f687ccd501507725143716ca839e24121a5c897203d64431bb6f6633c5c4b526f3a561d66aa618391d2b27fce9cf12fbce34ad568bda5d4e857a46bae4b8303fec647d3fbe5197037fe8bab63ea28d3a94338e87f72d44fc13956c74b58e30800696d6ced45be5d821758dff435823df150a05c3907d8905316aff80b2db3dc2b2af6b48f2253983b76ab619f083f7e27b0a04671e9564695f64f9ea54e4a30ed9feb3d6b5ae0051217677966568a16c9d1112df8ac42353ba536901e506b0f6497ea3fb2eb222c2bc280fc0242ae5fd0c9097c740e9681421e626a59df3e9a9e14a6045c8da5c68a3b23401e6487f427f8929e5bc33a2641c508810b5392fe7eaa1dfb6f15ea64f62baad9d71c5c7ad48c4061d51414825ae23e1d8e27dc820ea473613fad03f38bd985fb403c1cdce5ef581c94abfe75e8461c3c412d865f2b0c3d24fd7350600ee97191f1f89f8142f98'
);
insert into secrets values (
  'a538ecb6-aebe-5cfb-943d-334af25d0e3e',
  'kubeconfig',
  'd9765409e335b936',
  x'920c79c320768c853e9f508b',
  x'698d7e6f7637ef2743a0cdf3e3a7f4b1f2d59183a6ba7ee956d9b5af09c61df87c5be568b7a394b24f92cb0d32a89b699960166a4e794b31151e32d317b28c828ba1bb6211a3e02bc3d6bfef970af31c65cd58b6251dae9fbc7c246bbc639ecc1ab41d3fa9c8059b130efbbc2cb51da3ed0b98ba586938081b60622c9e6089d749cded2015ff94bfed298bb721c109841224cf59d35b0352253c42a655e541f1d90a09e46abb47761e91233ae4b67054a0793882a06f39019fd231bd767b159ec0a4d35b5e2d94123584ba586b3c9e193322f83266562f2afc2a3c3518a56aaa1fd13b9a334f0928b891159e77540385bbdd3adbef7bdd938461be0b3497697e9f2667da2779157551329034c4d741baa24820b0175af486f0e97daf51db6c126512f243761f3bda238e04205c49107fc81ab3c963ab9e9b953f0c2577b47e9110c2f183dc4891d228c58c9b34d91c4af77458ecc0c986dd4d6437743855a0049b54266635d7b9c1b4fa2bdeb984dbf89670550ab6cc77a140c037487f2404034e4e472f59ee63547cd2a20c3383e0cc75d6831792c6f68160e72129c818d0b420fc783bcc79da5dbccf3f4d5b4178d3d96845ffdde4870d358dc78881d19815de801df5b55d04d2ffa9182b39f96d5c67f7d2582fd1486a2891bb18519b72fe295fe49d0377a79317e7dd63c7893d4b0dfda101d7069dee173428566a2c01c4202c0936f460e24c2716f0a8f687a4fc8229cbde22041c77f873d2297c4d1616ee29989b340ca06991af15759e2e8b116567cbfbeb9aababb586507cb96c697ddbf787c8c2d70987e5a8933e3ebbe59b551fd02fec5f43f143246500bdd41ce7c6644b8eda41273193eb37f0af64f3eb4d90b634f775a4d5fdfabf9154ae8d99d2d6e0d45b337c72bc850b445f3477c4c5ce2d8b73a07baacada765f99949209f8a9a96af8c32994f10569d85250ebaa7a38d15aa2c43dba75918c5dbf2c521b12b69fbdbe42dd17d3e26a0a29f2d2134c70c3254a9d11fe90489a45423dbcf9009ec5e817a0bf8778031e7c822a9b8dfe16bea16ae65f419ea73e9f2e0830d1a21beaba426e6d1c7d7549132a33bab498242b19114e17000ef12ea13f560ea450af06132a0793e68046a2aea582655bc84a395afee8fc921e65365ffcf3eee80e3c060d5db76c157f10aa58e3026e3632d7488f56fe0c659190d88fcb895cc9cabf2f424e26a78ed7a87a5baf0bbbc41893adec0e897cecda78d30aa7c5ff637e2099dd210cc8bc96b9422cbe9b83288cb7ecebc335cadb9564c75a770d813633df9d1ca3b805f52b4b01f569d03ce09961955eba1663a2d6d934eee8ccc0e565cd3b9c376e5efee65b5a9923bc9292e77f6e8fb0682aca5b5968fe0907b7a1a26f60588f29fecbf3c5e48dc74e57332d3986c00f13f7e299f7124dcf66b224dc109d5d730701524ee5905ea733fe371fb93257145f3d789fd65b0471f154cf8626e99711347cab7e0089edfe69c206df61cbcafaadb44aa35a57958e7f5b984759046a2c8a67905ee326f79507136d84f967a64f72738ba0b8ac12b2b39d9cc636644688c5ef6fdb32069288960dc3312392bfe7ac3602f01a4fff217b201faab4983ffe3bac324eebe9f234acc5c6479cbfe663e39a924afe62d506d7a1acee202bb2a59cbd7e6c6a37e6dbc69d7305bbf0214faa30e485c4844f6133a096b35164458848fe5ee668ecc86d3fa27cf926009ebe410d184f54f0d6bfda93c36c6c022c2e468d5b59fa359dcb81ce15571e6fcc722b974e661e13510de9e75565216c1b73a561f6702bcd5cc22b2af39db5a47f39e87227d3134adde0f1b9da98b33f3705aa58f8948056a25701b07cba50ee03196494ff4d695519d59d79268f9631ca06da298ff2dd015b3768fffe8a55fd25797caafa9abfc32d58e0ef5656f543966110d5ef8c129ac8d3f0b0bfef3fe8e8bdf44c6e6c56c88dac57d856cc8a872fce626274ca64560ad1e07594b65a6e959c51996ee833f421aed785037d00fe82ebb72034b53c128bc4f9ed39e25870895fe2c9118c811f1b5e0e92127a2c6d1d967aa4961cd0f510d20e52112c407ea2c90c86157fb2012c2a491e59d09d1b19519118ad5990dad7cbe4def6f8008aa94bcb47e57faf9ed43e529b9b9701edbee8492b9ae35f2bde8944f09316ff241666c5821d075836097dd0d9e726666671f2bb9b78135a2dc88423b0b5fe6f101b19c2791a0ba45a0e97e6ab81f4e5d73c829ab1668f9d393d297c3c1d9548ebf0d75d1ced80d82ff380996ed71617609ad8bce60cbe5bf29621a91efbc169230f0ab99eeb3dcb031d56fd071d95ab1f701844ddd7fedc6cb98835840c9b890187adde50b6c2b2b992f7f6c2255d96cc181abaef6a72de4269c2d8d8cd7eb682c45b2e47ba2be1bddda3e02e4f0625883f248c4f77d1fffe4d2148fcc9a8d1b4942cc0751d4e6e65cfdf5f2b81a480e45e01dbeae421010fa48242c86d7c942c99f6d08cb35645e4cd8d37f5814dcb1c3bdd21b0e85f61d2ab29c3ce7348a7f72a192d96d5587abefe59c6a5661c61aec99ea882ff617243350a891b43635d94dc7caaf8f768e22e67ab423bba9f4568a84778017d132be7f2e3a0412869d9797f30db978ba7b823634a8b62cbe14ace9bad9d01b85357a4fa9bb07eeb3ee79ff0dfa09d8ef6ccf7a11faeffc05242e6866e0e38b1a6308741abe6334aa3b5f945a1f7455fc5e6be38f23694c93e46edae178bfd92ae2b0927861619a05ab73561de11331126caa469818707b736b4bd09b5895d4b87ecd3b1c583ffc423191f1e40e1c752edd05d43bc2b74fcdbaba306a0ae046d76df8d0ca79e0c856fa163417808a8c28104163efdee829f29faaa912c47dc8ca87fa8f743935e989f969286c8f3ac18f4747bb22ef65c9ce329e5fc5292fcf70436f923df74e47d35eca469c4292966e26726c1b414fd79e6d33f10311b00790b03de297061743f77714884402c919735844042874f1921a67907855a4a4830775bb593765e00ad0d8dc4b80f23bfd420db21da1faa0b6d61f7f5698c450a65b6e50762fd40b0788186656a7bf074b83b5aa0e87006901a7cd77a87cbbc4c72dffd1c75794d85296c61131f93f3045af2e72c0647044d5c0f9bc39c66ea3e1a272df0c50e77e3fe33213b2c1b12a7be03e47af0468e65d9c06a79b2c2c5c9ac20c925d28bc6b3c1ef6b4455eaba6e3c3fe4cd7ada24b02212807e221f289d5acf36accf1f3cc237c26d4e4dc6a2df2fded8084fadd62d7ec12a946fa18b56f6c5e706f7d4'
);
insert into settings values ('service', 'enabled');
insert into traces values (
  1,
  'ad5b5514-c411-4934-b464-d075d71e05f0',
  '{"request":"ad5b5514-c411-4934-b464-d075d71e05f0","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c1","clusterId":"ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4","taskHref":"http://127.0.0.1:35089/api/task/9270b6e4-7eaa-4c69-a666-11e12e9c9079"}}'
);
insert into traces values (
  2,
  '73010eee-95ec-4d43-b36d-e6e3a6374725',
  '{"request":"73010eee-95ec-4d43-b36d-e6e3a6374725","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c2","clusterId":"a538ecb6-aebe-5cfb-943d-334af25d0e3e","taskHref":"http://127.0.0.1:35089/api/task/2a22f0b9-8928-4012-adc6-8fd74c137913"}}'
);
insert into traces values (
  3,
  'ac70f0f7-8b86-4d99-ae9b-4f49f57b6199',
  '{"request":"ac70f0f7-8b86-4d99-ae9b-4f49f57b6199","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c3","clusterId":"85625cc1-8d2a-5759-803b-a53282142265","taskHref":"http://127.0.0.1:35089/api/task/0b0aff31-9951-4616-965f-223f9193efb8"}}'
);
insert into traces values (
  4,
  '84e22260-1220-48f7-87fd-13f3eecc557f',
  '{"request":"84e22260-1220-48f7-87fd-13f3eecc557f","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4","clusterName":"c1","taskHref":"http://127.0.0.1:35089/api/task/e55d9ce3-f306-4e2d-8033-718560b11a2f"}}'
);
insert into traces values (
  5,
  '87e79928-027b-4f9f-b217-755bd727481e',
  '{"request":"87e79928-027b-4f9f-b217-755bd727481e","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_nodes","clusterId":"ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4","clusterName":"c1","taskHref":"http://127.0.0.1:35089/api/task/d29a4dfe-c080-4bcc-88af-63f912410005"}}'
);
insert into traces values (
  6,
  '70c3ec8a-b4b6-4b67-bbed-eabbf7194b90',
  '{"request":"70c3ec8a-b4b6-4b67-bbed-eabbf7194b90","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4","clusterName":"c1","taskHref":"http://127.0.0.1:35089/api/task/e0986285-9033-430e-bd71-893452a5a6bc"}}'
);
insert into traces values (
  7,
  '96f03a1c-019c-4034-8aed-8153745c8dd4',
  '{"request":"96f03a1c-019c-4034-8aed-8153745c8dd4","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_cluster","clusterName":"c1","clusterId":"ed188a4e-c4fc-5bcd-bb0c-9150a916b6b4","taskHref":"http://127.0.0.1:35089/api/task/2592259c-0b95-4c7f-b5ea-c5617a0fde7a"}}'
);
