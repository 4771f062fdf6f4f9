pragma application_id = 1129530673;
pragma user_version = 4;
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
CREATE TABLE audit (
  sequence integer primary key,
  entry text not null,
  previous text not null,
  hash text not null
) strict;
CREATE TABLE audit_ends (name text primary key, sequence integer not null, hash text not null) strict;
CREATE TABLE intents (
  id text primary key,
  record text not null,
  uid text not null,
  thing text not null,
  at text not null,
  origin text not null,
  deleted_at text,
  found_at text
) strict, without rowid;
CREATE UNIQUE INDEX records_by_uid on records (uid);
CREATE INDEX events_by_record on events (uid, id);
CREATE INDEX events_by_time on events (last_at, id);
CREATE INDEX secrets_by_key on secrets (key_id);
CREATE INDEX intents_by_uid on intents (uid);
insert into counter values (1, 66);
insert into records values (
  'Template',
  'provider',
  'ubuntu-24.04',
  'f6ad6be5-dc64-494f-924c-d766416f3e9d',
  1,
  6,
  '2026-11-20T12:45:20.746Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:45:20.957Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Template',
  'provider',
  'photon-5',
  '701b324d-a8f3-4461-bcf3-3e66d494234e',
  1,
  5,
  '2026-11-20T12:45:20.757Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"photon-5-k8s-1.36","description":"Photon 5\nKubernetes 1.36","isDefault":false,"position":1,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"photon-5-k8s-1.36.ova","url":"https://images.example/photon-5-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"photon-5-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:45:20.948Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.948Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.948Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.948Z"}],"source":{"vAppTemplateId":"b2b21ff8-9a22-58e1-b0ba-77cee6b08ef5","vmId":"0087d4f1-a5ad-5965-9a30-03f5a5266dbf","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'c2',
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  1,
  27,
  '2026-11-20T12:45:22.183Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"021c3ca3-9981-403c-91bd-37b13c86b0a3","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:45:22.736Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.673Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.673Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.703Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.673Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.703Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.736Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.305Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:22.236Z","id":"8742ff88-228f-4a45-bf2a-e563a63de795"},"nodes":[{"name":"mstr-hn1d","role":"control-plane","pool":"control-plane","vmId":"eb8a2e82-ed63-4d05-bc89-4724013da0bc","ipAddress":"127.136.21.12","guestBackend":"guestinfo","state":"joined"},{"name":"node-ax9b","role":"worker","pool":"workers","vmId":"64bc5aef-247b-4971-962a-15e302ec2281","ipAddress":"127.136.21.13","guestBackend":"guestinfo","state":"joined"}],"endpoint":"https://127.136.21.12:6443","tasks":[{"request":"021c3ca3-9981-403c-91bd-37b13c86b0a3","operation":"create_cluster","id":"a960fb1c-1533-4883-930a-5a2f2169952e","href":"http://127.0.0.1:33079/api/task/a960fb1c-1533-4883-930a-5a2f2169952e","text":"Created cluster c2(c6296286-ca38-529e-a0d0-2d62f45279c5)","state":"success"}],"readyAt":"2026-11-20T12:45:22.703Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'composing-vapp',
  '00000001-4da3-5924-830e-0f0c5c7dea23',
  1,
  62,
  '2026-11-20T12:45:21.078Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"composingVApp","phaseSince":"2026-11-20T12:45:21.409Z","phaseDeadline":"2026-11-20T13:45:21.409Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"Ready","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"Reconciling","status":"True","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","guestBackend":"guestinfo","state":"planned"},{"name":"node-mc8z","role":"worker","pool":"workers","guestBackend":"guestinfo","state":"planned"}],"tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Creating cluster vApp c1(00000001-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"waiting":{"reason":"CreatingVApp","message":"","until":"2026-11-20T12:45:21.419Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'draining-nodes',
  '00000002-4da3-5924-830e-0f0c5c7dea23',
  3,
  63,
  '2026-11-20T12:45:21.078Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-1e6b55d44277","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-7akq"]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-1e6b55d44277","count":1,"rollback":true}},{"id":"56599341-264f-4d8f-955e-20dcc8ad1e6a","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-7akq"],"missing":[],"force":false}}]}',
  '{"observedGeneration":3,"phase":"drainingNodes","phaseSince":"2026-11-20T12:45:23.859Z","phaseDeadline":"2026-11-20T12:50:23.859Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"drainNode node-7akq","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"drainNode node-7akq","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"node-7akq","role":"worker","pool":"worker-1e6b55d44277","vmId":"69195d52-60e6-4de6-815b-36f8dd7e0402","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:45:23.859Z"}}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(00000002-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","operation":"create_nodes","id":"c5962707-16e6-4db1-8f91-e2ae98a417aa","href":"http://127.0.0.1:33079/api/task/c5962707-16e6-4db1-8f91-e2ae98a417aa","text":"Added 1 node(s) to cluster c1(00000002-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"56599341-264f-4d8f-955e-20dcc8ad1e6a","operation":"delete_nodes","id":"c632c5d4-e3dd-4227-931a-75f411f473bb","href":"http://127.0.0.1:33079/api/task/c632c5d4-e3dd-4227-931a-75f411f473bb","text":"Deleting 1 node(s) from c1(00000002-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"drainNode node-7akq","until":"2026-11-20T12:45:24.015Z"},"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'deleting',
  '00000003-4da3-5924-830e-0f0c5c7dea23',
  5,
  64,
  '2026-11-20T12:45:21.078Z',
  '2026-11-20T12:45:25.381Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-7b6fbfc75a9e","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-7b6fbfc75a9e","count":1,"rollback":true}},{"id":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:45:25.230Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.194Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-nkd4","role":"nfs","pool":"nfs-7b6fbfc75a9e","vmId":"caefbcf8-c599-44f3-bed3-4bf33e1156a1","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(00000003-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","id":"efd0a892-3888-43f5-99d3-eea9ad702c29","href":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29","text":"Created 1 node(s) for c1(00000003-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","id":"6f46827f-ad54-43ae-94bd-f10d0c2515ba","href":"http://127.0.0.1:33079/api/task/6f46827f-ad54-43ae-94bd-f10d0c2515ba","text":"Deleting cluster c1(00000003-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'everything',
  '99999999-4da3-5924-830e-0f0c5c7dea23',
  3,
  65,
  '2026-11-20T12:45:21.078Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{"containerservice.dev/exports-asked":"1795178710000"}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":4,"memoryMb":8192,"storageProfile":{"name":"silver","id":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a011"}},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":{"name":"silver","id":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a011"},"evict":[],"sshKey":"ssh-ed25519 AAAA alice"},{"name":"worker-1e6b55d44277","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-7akq"]}],"sshKey":"ssh-ed25519 AAAA alice","rollback":true,"deletionProtection":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-1e6b55d44277","count":1,"rollback":true}},{"id":"56599341-264f-4d8f-955e-20dcc8ad1e6a","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-7akq"],"missing":[],"force":false}}],"repair":"powerOn"}',
  '{"observedGeneration":3,"phase":"drainingNodes","phaseSince":"2026-11-20T12:45:23.859Z","phaseDeadline":"2026-11-20T12:50:23.859Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"drainNode node-7akq","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"drainNode node-7akq","lastTransitionTime":"2026-11-20T12:45:23.859Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined","inCluster":{"state":"notReady","since":"2026-11-20T12:45:10.000Z"},"downSince":"2026-11-20T12:45:10.000Z","poweredOn":{"times":2,"at":"2026-11-20T12:45:10.000Z","refusal":"The host has no room for the VM."},"message":"powered off"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined","failure":{"reason":"NodeFailed","message":"Couldn''t join: exit status 1","at":"2026-11-20T12:45:10.000Z"}},{"name":"node-gone","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:45:10.000Z","drained":{"state":"failed","message":"a pod would not go"},"deregistered":{"state":"succeeded","message":""},"stuck":{"generation":2,"reason":"NodeStuck","message":"The VM is suspended."}}},{"name":"node-next","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"planned","replacement":{"of":"node-gone","attempt":2,"because":"nodeLost"}},{"name":"nfsd-data","role":"nfs","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guest-operations","state":"joined","exports":["/home"],"exportsAt":"2026-11-20T12:45:10.000Z"}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(99999999-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","operation":"create_nodes","id":"c5962707-16e6-4db1-8f91-e2ae98a417aa","href":"http://127.0.0.1:33079/api/task/c5962707-16e6-4db1-8f91-e2ae98a417aa","text":"Added 1 node(s) to cluster c1(99999999-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"56599341-264f-4d8f-955e-20dcc8ad1e6a","operation":"delete_nodes","id":"c632c5d4-e3dd-4227-931a-75f411f473bb","href":"http://127.0.0.1:33079/api/task/c632c5d4-e3dd-4227-931a-75f411f473bb","text":"Deleting 1 node(s) from c1(99999999-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"drainNode node-7akq","until":"2026-11-20T12:45:24.015Z"},"readyAt":"2026-11-20T12:45:22.107Z","leases":{"stopsAt":"2026-11-27T12:00:00.000Z","expiresAt":"2026-12-27T12:00:00.000Z","renewAt":"2026-11-24T00:00:00.000Z","askedAt":"2026-11-20T12:00:00.000Z","refusal":"The lease exceeds the maximum of 604800 seconds."},"keysUnread":{"generation":2,"message":"the guest takes no orders"},"lastError":{"message":"socket hang up","at":"2026-11-20T12:45:10.000Z","attempts":3}}'
);
insert into records values (
  'Template',
  'provider',
  'everything',
  '99999998-dc64-494f-924c-d766416f3e9d',
  1,
  66,
  '2026-11-20T12:45:20.746Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu.ova","url":"https://images.example/ubuntu.ova","checksum":{"algorithm":"sha256","value":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},"temporaryVApp":{"name":"ubuntu-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}},"build":{"id":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a021","replace":true,"capture":true,"sshKey":null},"removeItems":true}',
  '{"observedGeneration":1,"phase":"capturingTemplate","phaseSince":"2026-11-20T12:45:20.957Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"},"phaseDeadline":"2026-11-20T14:45:10.000Z","build":{"id":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a021","fetched":{"done":600,"total":600},"uploaded":{"done":600,"total":600},"capture":{"requestedAt":"2026-11-20T12:45:10.000Z","replaces":null,"taskId":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a022"},"vAppTemplateId":"5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a023","doneAt":"2026-11-20T12:45:10.000Z","failure":{"reason":"TemplateFailed","message":"The catalog is full.","at":"2026-11-20T12:45:10.000Z"}},"waiting":{"reason":"CapturingTemplate","message":"50 %","until":"2026-11-20T12:45:10.000Z"},"lastError":{"message":"socket hang up","at":"2026-11-20T12:45:10.000Z","attempts":3}}'
);
insert into changes values (
  3,
  'created',
  'Template',
  'provider',
  'not-built',
  '6f1a3df7-96f1-4655-be7c-b7c89034dd05',
  1,
  3,
  '2026-11-20T12:45:20.759Z',
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
  'f6ad6be5-dc64-494f-924c-d766416f3e9d',
  1,
  6,
  '2026-11-20T12:45:20.746Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:45:20.957Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:20.957Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into changes values (
  28,
  'created',
  'Cluster',
  'acme',
  'c3',
  'a13b2f9b-93d1-50ff-898f-3093b2e11be3',
  1,
  28,
  '2026-11-20T12:45:22.781Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"56274fb8-c097-4c04-9d43-f2d99082ea6c","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[]}'
);
insert into changes values (
  58,
  'specChanged',
  'Cluster',
  'acme',
  'c1',
  'd9ec9609-4da3-5924-830e-0f0c5c7dea23',
  5,
  58,
  '2026-11-20T12:45:21.078Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-7b6fbfc75a9e","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-7b6fbfc75a9e","count":1,"rollback":true}},{"id":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:45:25.230Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.194Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-nkd4","role":"nfs","pool":"nfs-7b6fbfc75a9e","vmId":"caefbcf8-c599-44f3-bed3-4bf33e1156a1","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","id":"efd0a892-3888-43f5-99d3-eea9ad702c29","href":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29","text":"Created 1 node(s) for c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"}],"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into changes values (
  59,
  'statusChanged',
  'Cluster',
  'acme',
  'c1',
  'd9ec9609-4da3-5924-830e-0f0c5c7dea23',
  5,
  59,
  '2026-11-20T12:45:21.078Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-7b6fbfc75a9e","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-7b6fbfc75a9e","count":1,"rollback":true}},{"id":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:45:25.230Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.194Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-nkd4","role":"nfs","pool":"nfs-7b6fbfc75a9e","vmId":"caefbcf8-c599-44f3-bed3-4bf33e1156a1","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","id":"efd0a892-3888-43f5-99d3-eea9ad702c29","href":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29","text":"Created 1 node(s) for c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","id":"6f46827f-ad54-43ae-94bd-f10d0c2515ba","href":"http://127.0.0.1:33079/api/task/6f46827f-ad54-43ae-94bd-f10d0c2515ba","text":"Deleting cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into changes values (
  60,
  'deletionRequested',
  'Cluster',
  'acme',
  'c1',
  'd9ec9609-4da3-5924-830e-0f0c5c7dea23',
  5,
  60,
  '2026-11-20T12:45:21.078Z',
  '2026-11-20T12:45:25.381Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-7b6fbfc75a9e","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-7b6fbfc75a9e","count":1,"rollback":true}},{"id":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:45:25.230Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.194Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-nkd4","role":"nfs","pool":"nfs-7b6fbfc75a9e","vmId":"caefbcf8-c599-44f3-bed3-4bf33e1156a1","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","id":"efd0a892-3888-43f5-99d3-eea9ad702c29","href":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29","text":"Created 1 node(s) for c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","id":"6f46827f-ad54-43ae-94bd-f10d0c2515ba","href":"http://127.0.0.1:33079/api/task/6f46827f-ad54-43ae-94bd-f10d0c2515ba","text":"Deleting cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into changes values (
  61,
  'gone',
  'Cluster',
  'acme',
  'c1',
  'd9ec9609-4da3-5924-830e-0f0c5c7dea23',
  5,
  60,
  '2026-11-20T12:45:21.078Z',
  '2026-11-20T12:45:25.381Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-7b6fbfc75a9e","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-7b6fbfc75a9e","count":1,"rollback":true}},{"id":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:45:25.230Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:22.031Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.917Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:22.107Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.194Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:25.230Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:45:21.375Z"}],"vApp":{"requestedAt":"2026-11-20T12:45:21.289Z","id":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"},"nodes":[{"name":"mstr-0c57","role":"control-plane","pool":"control-plane","vmId":"6c94c427-e61c-45f0-b58b-a8e4e1eba37e","ipAddress":"127.136.21.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-mc8z","role":"worker","pool":"workers","vmId":"1de3f599-d482-4c6d-ae3f-02c1e3cd4f2c","ipAddress":"127.136.21.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-nkd4","role":"nfs","pool":"nfs-7b6fbfc75a9e","vmId":"caefbcf8-c599-44f3-bed3-4bf33e1156a1","ipAddress":"127.136.21.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.136.21.10:6443","tasks":[{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","operation":"create_cluster","id":"0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","href":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b","text":"Created cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","operation":"create_nodes","id":"efd0a892-3888-43f5-99d3-eea9ad702c29","href":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29","text":"Created 1 node(s) for c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"success"},{"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","operation":"delete_cluster","id":"6f46827f-ad54-43ae-94bd-f10d0c2515ba","href":"http://127.0.0.1:33079/api/task/6f46827f-ad54-43ae-94bd-f10d0c2515ba","text":"Deleting cluster c1(d9ec9609-4da3-5924-830e-0f0c5c7dea23)","state":"running"}],"readyAt":"2026-11-20T12:45:22.107Z"}'
);
insert into events values (
  17,
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'Normal',
  'Accepted',
  'alice asked for create_cluster (request 021c3ca3-9981-403c-91bd-37b13c86b0a3)',
  1,
  '2026-11-20T12:45:22.201Z',
  '2026-11-20T12:45:22.201Z'
);
insert into events values (
  26,
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'Normal',
  'NodeJoined',
  'node-ax9b joined (127.136.21.13)',
  1,
  '2026-11-20T12:45:22.673Z',
  '2026-11-20T12:45:22.673Z'
);
insert into events values (
  28,
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'Normal',
  'PhaseChanged',
  'wipingUserData → ready',
  1,
  '2026-11-20T12:45:22.736Z',
  '2026-11-20T12:45:22.736Z'
);
insert into secrets values (
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'jobKey',
  'd9765409e335b936',
  x'e822dbbfc632cfbc44f07c0b',
  x'9925bc5625f659551d0ad47b752773839e3e17d7fbadb39d54cc574feacf278a91cc2754df48fa772f8c37b2e3e5d4a34289337a964a61ca8a4140fff05eb6f55bb54370a102f147e3c9617b1a75b2df458cfc462d1e40421bce3cab7ed3b6f4c220502c558fc007901d47c15ff6a9b969227fc07b140239aefa266a997be22a23a819e582b156'
);
insert into secrets values (
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'pki',
  'd9765409e335b936',
  x'3e9e6de6d20fd3bc314c6160',
  x'68eab8f51b960ff00fd1acc717aff37d2a854d0958cf5e310a5d2c49a0ddcdb9db8754d59d3d6caf0f1b5a995c0218a7aa29c4298cd73db1dafadb9b78e6c7b1ad6b472d5936f6e4b922d98d33431b130cbded35828c6216f945fbd2028f15a2fefebd6856ff95b570b2e12faafc03d0656d2397add98256ac3d9e764d9affa787b59b8741b6bfe7564003e239d2c16ef712745d897adb1a076c87cb3a235c7be3d4ef778daae712ba8e103e7abdf3e631c0d2c7e9de99acb73e257a960d27bc470a7f07dd2282d2029905462fbe6bf77de65be04704e1f3d7a7d18b12be766c01f88436a94f005e51a47f788763fd149294b529f71f39c4086a12546464b9ca8f0ce19c39e0902fbcb5aef5a3744687f899ff11096e710c2e421e78bb7a46f86bdee9dd74c4f60092e9d8943cf76f24d862822ca45ea6fda7790079baeef7e3597d2f253fcdd0b9e2cf706635996927151fd2a06e5969cb1e53542d9210f61dab3db1735cf1f2e0a550ac5032fbb5d9eb60f924840faa509d69d6f1e036379fb581aa3c9ffe45c21c35fd771f5f4d07711d1876207649b53b4e0f6392d2a494b7ca83f0fe65d7acfadf90007e874e784254c5b88264e8da2a7f5c1da56f23ec5a8a60290cc98b92fef8a9be650f770d8889d8cdf7e5eb508e154e450b370032b1221b04e7ee9a741fa1bdf13e9a7e30a2ff7c6ccd94d74a98d9ea5e7177cc400b57ba5eb800324c1df8eed249e0ddbec6450f11919c65e6f926b17e9ab962d2cc6e9536e0822fd509ccb0d37fe9a273d4198c4db8ebd286d774b93acc40efdabe44503a898b8578db85b75050054ec99ded451acfc0391c02f0a5bb3326c0daf9ca0af4c5532ae8bb7ac5f585cf791557072113877fdb7a1323a855c08e108e8817460a20cfc243b04e0c57ebea6ca36094c7ecd6038c95bdcdb230596b7a02c3a1c9a88fba58afef227d81931d2c55988e7afa61cea0d015f2a856e8ac4a3405d58e541cb3f09a98d335997c5f781f0b429b4ad0a3910f51dbb007a74feb642f93a9da1895330d977d01e3c2d065b643c59b8511829735272267f0dbcb4411ae6cd77216dd2a1ad1f890597d10ab898a1fd5251ceea2d45391410ea9662e81494bae5dd5046c2ef86b4a33091cd712273467dc03eb1648a17d2d35182ff9e692045ca7a1ba9add0dd9a762704b47c36cf4171f2f819ad0dd0ce8b0f38e12c450008d4fc5c96e979ba3cfd9a34fd48f00785a12baad0d368f73eef73c159e2a6b343423dbba3d7b2348aa0a98b173ac831eeca370d154b430a8e79a45a3272f3f5afd3ab19b4f662b3853b65564b2c10c418ecebb08d1e8beda40c8e6a03565877c3242719d196fde413dbb29860017dd3d70e28750030d5ddb3473a22e63baa25f9d6046d2b73d64f2baf416bbe036efa6c7f7d456c6b13acb84035478b54f8f3d07284793ad7d1c343fafb6fb1ef0e0c1ab4584c7e982847ed6e8941550522fdf023f22440223186086996d93973b56b5d2296d7d957d897a208e51540ecf923d4ab5fd4e1f58a20c7f5d8616ef209e6e40ee56235a01a551c66fc32c1b1f2389565a4be3e1ce3fad8a39c37800938b4def9e2cc3e0b182bbd76902e98faf5f6b7599ccc14a481b0fb29162fb3a024c7ca6b55768cee5f6a34eaa6d0306e0d8d7c9d7fed5e094125a0f807b4dd1044077fa350c69ae77db8838b856d0f4881b4594d41ebc1835ac6a5cbdd4b7c1c34afd4a9491f17eb0931fef34ede5b6a653751d60632593be9e00c1ad93987f60da92eebbda9574fb0ddb8f60adaceca39497aaf73ee1582f221e1d29f6694d831626c1880f53d6c95ecd7163292777f3642fdb3c7f472cb3336e73b1e0dbc7ecf10a42099cfdaf448b9be6e716171cf838c01668fb526056d847d089317c0146bfe73c4993cf0c93476e48aedc54600cc76f777eed484c220fa4319ea9bdbc3223e36826fce245039426679db5de2a44c3b385f7285c4439a653bea858eba5ffd099594b3c23eb326c7d1538acddc7529205e68c3233ff7cc6032768840f7c034223d4e6ef74ba36bd2cf3f1458d234112a1e43e4586d37dfd2e0b31ea7db9bc84c4382057b4b31de8a337f6e9055de3b95e21dc51365d0b269b2c602accdca46425b678d4924d8071352f1e5e7e0852ad43d18e2c53b242bdba55f9e41d679e3ee2ada915bcd90c65ff08fd6e19e7a336824830b31927652defcd3a9087e97f292b6c9fe24ad06cf58613c14f06f607d7d20ee8162705c64401200ae3b1210ae4e3db56361f7ca9e2831358856c22283ec2c9884ce18c2f8d792301ab2e00f483f4860175b210e1c04acf990219e098009a3c56f3267fdd3e247f5e2d597d09e2992a48e76f319b309abb4cdf1cfa49fbaadf112f15a4f96a02a69443b1d8d9d193386e469444d8f876476f0ec1e1be493e86271ff184521bed3f70ad452dd77bd1835477320c19975c0a7431ade48d0c4ac81b05d73911d9be781cd1ac8cb531e72da3ab3455b3d97032fb89547aa8632a9f3f8e6928e37a63dd068e56cc19e1805ae649292b65b693cc8df6af424be95cc49c4d611ab5523686a8f8b2ab81e7e4a3002673ec64fede2d54e4601db6b6100267e7d9ffb8c1ad271f0ea1d606b544a7006b8f642ed76ac4ae5fcbf98b65054916899fbda147265d04c6ad7d137f22483b8df095232b363adcbe4ca364da6b019e7bc331b7b9b14bf41a8a06f0e454dac047ecdcd5ad9bc9f1e8fdccf3699118100accfb9fc16c78c0377897dfb8ca2865240611818175e8c9c8b43a3def39539a6d44b7d08de4bec99305e02d36de01c8a9724892273aef6ef90dac654d11d58a1e33b7c134989f47dae6c83fa68c9c272cbdbab1b631e947e17de53cdf14b7112fb4f418a891a15b827251ebf00a35736e5cf0f36ab99d9d7482ffc75797f8090704124c936e2f3e84be2bb856c12d52d3a1fd7812ecc8b9cd6739739b21e7fe9a8fdee375368299673c5a73683696f1237e846fcfc345b02d73e3fc36a178fceb4473515058a31f34ef5a9864eea119a323cde750de64ed89941d64437b3ff0a36ce0a8dd7376ab79b2dc55fa4794b00fa492892924864f427f2ab11b03e783aa2936e7c5b10a6ec7163adfa14b2060db7087375e4db4608260f785bb145ec380195398a228f51aa0d1d92e6afe3ac7043ecbebb42e9184c9068f2a6e9b957ea04323a2c7d30ccc6358a1d5de0874a204c00b382261121ee03f91a22af4de9acba196cfe29b674bd4e108e21aa1edc0fe6a373c72e90ed896deac61ec24235ec4335cfd93ee48759fde4371d2bc0d117cf8355e73ee2989cf131cddd0fd41908e8288589f08eae89f64474ede61936be399877772bba5150ec82509d76c65f69b51f1a903674af9a3ef67b9c4b0ba5b59504e5c0f6d4767aa11e8deb689655774ab5ce58f11b094a9f87ca8efa2ad57f55b0e4dc3ddddbd209cedba8359b6157fe51169a65f8d8c9d0c8f868ab73b3b484dbbc4c717ec589e24714a3029c38e34c4ea38ebc6353b6e46a0ff6e9cfa8107b7db382fd3bbd04ededc3bfc5ed42152b39dbf8d6d06cf97d24d266e7b4ce268bfd91bbd1099b7b2d57e97651f53674e9a4fd22a73225c4f372bf5278d56a7543535a61e3d6b03f5f78bec89e9b82c3df673ff36bb40b8a7569005238c782d8efc974b39f0c101d2f3c37cce6ab36e5c21759845bc3eb7f3515b50b70fcd4de165fa4a5e8b19853e95f8603c2b0c78452054b0af904cf99f01c838eff0402616f52ddc83e49bc9b9a565ecb3edd42d5c3b571650d05dfd8c4c7add9416bcdc2e9151315d1bd09a6d97880d14a4a39bd1e7c2a5ec663fac79eb17c5a1d49ca8ab10cd3fa466a04b51907345a2b1e0ae022181079c3e717c29dd0de31db7373c4cd1c609b134149d2bb4c9645da5b753a08e1646fac49fa9e1d805de0477fff162c9785a60121ecd64e80853089f012b794f66763ab1a0919ab6300e3146d282a45da36c139c82809b789cbb8ff80e91c83f2c29347d6fefcd6472968735ff451b5d5034ef8379273ff91a6b026f97601c822f2398d4338874b7625d277a25d6037a787f1338d379966456fdc4112492e734d3bc75dd013d1eb464658bd9b7db9d07f4a73ff32886d582bb3afcacec8aa152eeb73a634fcaaf0040c6aa8b70150064aa4711fbca3d43537917845dad6b1fcaf0679cb91f45e46b84d93502ec9005a397a9ef3248ef79c5b8106917e55f0daa85e6dfd18e6b3b6dde13b14a840f258153a38418b06e76a5c6fc0b5e423bf5139b284e87f1ded60c1d52e6a6eb443c12103b40d76122fde8ded70fac722e0d91c947eff33a47453fd1e255ca8fad3594111a3662cd1895623806451bfd5078f45b38dabd020d7bd879d2af32cbb1ec9856d96dfb57a829ea4365705128343394308b0294adf6ba7d7ae8fb59593766ff5dbc57'
);
insert into secrets values (
  'c6296286-ca38-529e-a0d0-2d62f45279c5',
  'kubeconfig',
  'd9765409e335b936',
  x'19be95dfcfcef4db52625e71',
  x'a8b654fcd5ac656fd165bd34e80834804317d6e5efccad3d6206bc10531fe8a98361aa2cfb64cdf237f537b2a05bff85cb0c3c3eaeca22753f547e83539bc3005c45ddc01b079540b7d08a01d0acaa5640b04fd8b4a20e35309e3c26816a4425b66a7582eb516112b9dd6f4e50e7c14f3e18868b7445fe3589d0db9ecb9eb76661835719439c840328c013b767ac6667dd05cd19c38953951ddda638feb00b3658c40bf9a52256d10e920de5a3eb3c3bd56add3d1a2f409770c11b89d8602351decad31617918c3c773c87ad0dcb2954cd8bd8cefa7523102e3bbc2539064bd9ac6d5fec1a6ca13fa4602ecad92ccd48829d72d1a03b655bda007360c78ce2597cb0140576a71ba4795f00f1a062af6213027a65683a5f0092f1f851a6cc5f5e89d74d59db05e8798c43b47c2131bcb49ec4617e9533566647df5b45dc9fb0b5a4f1e96acc24c55d30c311866a45ab3c19315802763b5fa81c9d3b33f9ba9687da6412a335e7f28edeb904e0ffecc428664de398e50eb4cbf4b00fd4180e4d8c1b7c7cd7da086d911e8a3e9b41618c288f90d1477f6d493dd1f03f710590a7eae431114f366c9b1514a8030215ced3779a2082efb4443477daccfacb61013b3d07ac8e92818cf0865407f1808f725f65e77a66edc6a35d0b05a13de0eb88ece04044f78da3645927ed25a6bc29674370bbff95b1a9c2a5bbfd6f7cb37b5b27fce01e7f354c0e7067052883a2c72babe8a0d9e008dc4db5d064d5b43dd77cadb577cf4c2ae2e80a8b4df6406e9d52a8b0fe2c2cf39ea4a8be42ad435eeabb72e337ca9ba449fac1320b0d584dc85895dc49f8b496d7a5926c7ea17fd409041f12b063419091308ce34cab530042bb779181932436ea45f27ccc2c2c517cd552ba821f696218deb0f2b649c2a0a84c632b5b9e6e84ed981808e321749b649daddcc3c18f051c5177f11a0beaa70b0b6cdb0b7641f9dbde62164b4d7a90a11cff116e01c2ad4d102033a1b1c82ab1f4e2c6c6c6edbd37a6a0b976daf1beac1ea6fd83d97cbdeba1ed07860ae7a8c0333a1a3773392252002bb591b5485078f2cc3302366dd8ca84c8add91f3cc00bd13bd2793a52b2ee579c1311ebc7189f03e9649b2195bc39ba29c258bbc759e8868dd5b6f3f868ab31063220ec335ddc29a52ba89fdf4f0c9bf37e0d4e61ca959039fe47ad25b76a0054dc3c1d5e591da0b835117c46a60a72c3134e414e87ef4d56381072856d3ca63307365f72e8f95431862379f3d52f10218787b09e28d2c93e28fbf09b6585d5a4844d1608eadf9ff7ec413f5fcb3ef98579064381d8914b67f682a990810c40dcbb642bdc8329c867c48d3d467d94cd151e00624dab8459ce5f2e87d8a9c35fcae202923c325901236393f6e57446ebbfd3c899202e65a17bda94cb0dfa151be7b684012d0635b7cca2b774237dc67b2ebc108b45ee9e99dd0c4eda86a4e839d88c78938462c74422c494cb2ad71409371b18d718eb94fce297e2bee8b7efb1ddeb034ebcfef374c5d81b77cde24a6410b516ef1d65e98156cd99329f6892c5e2a6b1df1d7a909d69b0763bd2951d98160b3f01839f968c5300dfab28693d8ed70ac73a6000c1f43c62c6d3bd33bd760e4c4b28054c8505cad0c037f268212bf82d7799e9d3886435b8a359142c7e113f9ccc7598728ce4fc185b3657d415adb8b8cc5e83ec6e1803ddbe3a92722a236439a246a68adbef263d90e8b263f9254c8c77abf561519fd0440e372d51043f702e3533d4e88d7b5907856a2e149c5a95f32393602d66c1d4fc11ccb042c065adf5e70d6218af68f0ffb4c09b149128eed0b22eb4fbc6605580b5f1dd24d2ad17a126a3e01d70fdd8cc213e60c0d408b08474c22bdbcc82d9ebdc36490f5a29ea891e373f8577717475f957826b3b3dedf30bdf89a73373e7e97e5a83cd0fb7b1de209e13f6880110e301a7874883647634d9de7e86205e1c3df3f635f995870db7523d5e1d4046174d2416984caf71fd52f7086955409937b0af0b0c3447c4f4f511c5379f3276311e68abec53adaae6300945fcb25af637023dd90e933968ac890ab50bc9fe7da6e9f36bde49c2fdd05cf59bac014acb5daa356adc58b77491339c624dd0de8348ece550734f85e9b84eab04d38d85aabe9acb20aca73af8da7b1f55062a49ccf5fe191da6dd3de26b361ba3733742d99c1573250bf76a67dcba9ac2ae6f42335dccce84ca5aa59fb796f6aadbca0a91df5153e952bb3f624ddd7e8e1885aadccbac95adc8d1a6f08d025d522a9a74a21bd37e973ea00698008f82bf869302fe6f8ddb327289e1c0ac8025f4915f03a6a3cc8762afde1b975aaad856775e92a1d763036de79cbd18fc18854a76e43a5f8d7ef96698b93c15b033e284fd829533705a5f58398c84579c60db75f4fb5a132189d556becea4e9e6bae958aef1d3251bec93921f86d1004d22f7d7a1004b4d62ed2e09e3101e12b7135de350e88aec69781f6679d59255ac11d7cb9529a2392b11188289f4a266f73df308c4d61bc449fd0340353348ccf66b2048994e27c9e0a45719dbe575b3e46dd483fd360a7194ed1c1a84ff702cc573373ac15774d1ecd04fb6a99086e33e7a08f6e0f27250fd7706f2a4a6859ddd765a5b697173fa83c4b7e7f284d300b90c8f122aebfdbc7597155253b0db0d85495c7b66d3f71f448ef198cd8ee2bcbca517254a6519435991101efe6137dcae461eb6728f5814a3bed1ab9949dab82150dc33b626089b59a018fd06971465239b03517c81f6250a8a94ffef024b62c7f2ed7e4d14a3c2e60f4f9298fb04931bf05dcb53e167b8acaaa8abd01021d99a0fbbe0e9a8a1cdb533bbf94dda1678272d018f50f7c7e309dd7ab547c016fe3fab50230b2af0ae0b18106f88ce31d7b765f31ed6c130b65fa85ecf3f78f9c2be8ac8bfbdaf15243b189209c6d9d351a9ed09d37039acb511e8a099ed21095a69aec79b141cff4add4edd8d50c27e8bb893731d0e42d15c5a489d88282611b8c94f6a0b7fd73cb7790857b2f79ed9b8901abd9f5630a0c9586b80a79032bd871d45c069fc3f584186650cf0ade267bee79b74aa8717e80c62e607509d0b10a758326180cbaba4d4dcdd2167bd1281d8b606f50f6a68ce9bf5d6ac572067545c814d6bca2367b8813785a835db83188983d01abac325d98cfc2fc20363fcf19db9cc3982c2df93f85efec6c183d8828bf5ad603d3e9ea76f7ea055d1c3017d8eb7796b272f208e61cec561a8025164e03bbf66b3b7814781532f89cdada60047bc088e7691d102'
);
insert into settings values ('service', 'enabled');
insert into traces values (
  1,
  'd6ab30d4-d4a7-409f-9550-9077ee9f4b99',
  '{"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c1","clusterId":"d9ec9609-4da3-5924-830e-0f0c5c7dea23","taskHref":"http://127.0.0.1:33079/api/task/0dbaf0e4-8b32-4104-aa05-df781ccf8d4b"}}'
);
insert into traces values (
  2,
  '021c3ca3-9981-403c-91bd-37b13c86b0a3',
  '{"request":"021c3ca3-9981-403c-91bd-37b13c86b0a3","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c2","clusterId":"c6296286-ca38-529e-a0d0-2d62f45279c5","taskHref":"http://127.0.0.1:33079/api/task/a960fb1c-1533-4883-930a-5a2f2169952e"}}'
);
insert into traces values (
  3,
  '56274fb8-c097-4c04-9d43-f2d99082ea6c',
  '{"request":"56274fb8-c097-4c04-9d43-f2d99082ea6c","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c3","clusterId":"a13b2f9b-93d1-50ff-898f-3093b2e11be3","taskHref":"http://127.0.0.1:33079/api/task/5a642790-3289-4654-b529-b93b25d35dd4"}}'
);
insert into traces values (
  4,
  '10ab71cf-e2e2-49ee-bcfd-8e894d887b1c',
  '{"request":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"d9ec9609-4da3-5924-830e-0f0c5c7dea23","clusterName":"c1","taskHref":"http://127.0.0.1:33079/api/task/c5962707-16e6-4db1-8f91-e2ae98a417aa"}}'
);
insert into traces values (
  5,
  '56599341-264f-4d8f-955e-20dcc8ad1e6a',
  '{"request":"56599341-264f-4d8f-955e-20dcc8ad1e6a","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_nodes","clusterId":"d9ec9609-4da3-5924-830e-0f0c5c7dea23","clusterName":"c1","taskHref":"http://127.0.0.1:33079/api/task/c632c5d4-e3dd-4227-931a-75f411f473bb"}}'
);
insert into traces values (
  6,
  'dfc5235b-29dd-47a9-9dee-7b92d50c9716',
  '{"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"d9ec9609-4da3-5924-830e-0f0c5c7dea23","clusterName":"c1","taskHref":"http://127.0.0.1:33079/api/task/efd0a892-3888-43f5-99d3-eea9ad702c29"}}'
);
insert into traces values (
  7,
  '0672fb8c-0a76-450e-9e2d-c5e1743b1887',
  '{"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_cluster","clusterName":"c1","clusterId":"d9ec9609-4da3-5924-830e-0f0c5c7dea23","taskHref":"http://127.0.0.1:33079/api/task/6f46827f-ad54-43ae-94bd-f10d0c2515ba"}}'
);
insert into audit values (
  1,
  '{"action":"1eca5b8d-8bda-452c-b658-4f9a955b3f64","actor":"alice","at":"2026-11-20T12:45:21.052Z","generation":null,"org":"acme","record":null,"request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '',
  '7878b2cc66f3473f01ae752853446967aaf90ccf74fe31cca381cd9bd8abf0b1'
);
insert into audit values (
  2,
  '{"action":"1eca5b8d-8bda-452c-b658-4f9a955b3f64","actor":"alice","at":"2026-11-20T12:45:21.269Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c1","request":"d6ab30d4-d4a7-409f-9550-9077ee9f4b99","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  '7878b2cc66f3473f01ae752853446967aaf90ccf74fe31cca381cd9bd8abf0b1',
  '7350b4d87d06ec8467ae4854b63cb2c20b7f2e6d21cb87ef7bafd108ecd6729f'
);
insert into audit values (
  3,
  '{"action":"a6bc6310-e8e4-4dc6-8953-75152e091cf2","actor":"alice","at":"2026-11-20T12:45:22.162Z","generation":null,"org":"acme","record":null,"request":"021c3ca3-9981-403c-91bd-37b13c86b0a3","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '7350b4d87d06ec8467ae4854b63cb2c20b7f2e6d21cb87ef7bafd108ecd6729f',
  'b2e60729baea82a6c59545447888deedf446c04ddfc3a043536fdd754b3cf0c8'
);
insert into audit values (
  4,
  '{"action":"a6bc6310-e8e4-4dc6-8953-75152e091cf2","actor":"alice","at":"2026-11-20T12:45:22.229Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c2","request":"021c3ca3-9981-403c-91bd-37b13c86b0a3","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  'b2e60729baea82a6c59545447888deedf446c04ddfc3a043536fdd754b3cf0c8',
  '88b084a2feee9f41d534d5eedf8d10c55dc836b9e6a56bfcb22e80a2dc0df50e'
);
insert into audit values (
  5,
  '{"action":"dcac25a0-77a3-4be3-a8d4-3e437718fcc5","actor":"alice","at":"2026-11-20T12:45:22.754Z","generation":null,"org":"acme","record":null,"request":"56274fb8-c097-4c04-9d43-f2d99082ea6c","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '88b084a2feee9f41d534d5eedf8d10c55dc836b9e6a56bfcb22e80a2dc0df50e',
  '3776aa05f81d9355c9050c79b5aa4780b962ad3922a3dfb0e743253efb5caa0b'
);
insert into audit values (
  6,
  '{"action":"dcac25a0-77a3-4be3-a8d4-3e437718fcc5","actor":"alice","at":"2026-11-20T12:45:22.876Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c3","request":"56274fb8-c097-4c04-9d43-f2d99082ea6c","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  '3776aa05f81d9355c9050c79b5aa4780b962ad3922a3dfb0e743253efb5caa0b',
  '20ff5067f22b5dee2b71be4b5887fbcc84d5a3c325b90f41a8df458f0eb961a2'
);
insert into audit values (
  7,
  '{"action":"b09c6c8a-bd5f-4af8-be2b-580a86f8690b","actor":"alice","at":"2026-11-20T12:45:23.055Z","generation":null,"org":"acme","record":null,"request":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"createNodes"}',
  '20ff5067f22b5dee2b71be4b5887fbcc84d5a3c325b90f41a8df458f0eb961a2',
  'e9fe2486ea203deaf0c6a30ed7f2f8b6c8fa391566a7c6fd3ff1de3184df1f2b'
);
insert into audit values (
  8,
  '{"action":"b09c6c8a-bd5f-4af8-be2b-580a86f8690b","actor":"alice","at":"2026-11-20T12:45:23.130Z","generation":{"after":2,"before":1},"org":"acme","record":"Cluster/acme/c1","request":"10ab71cf-e2e2-49ee-bcfd-8e894d887b1c","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"createNodes"}',
  'e9fe2486ea203deaf0c6a30ed7f2f8b6c8fa391566a7c6fd3ff1de3184df1f2b',
  'd7a6c9f122191c0dadca6a4cff99846d995856242d994d91accb1e3faac754b1'
);
insert into audit values (
  9,
  '{"action":"d2dafc56-7279-4880-ba70-16a94fa95032","actor":"alice","at":"2026-11-20T12:45:23.824Z","generation":null,"org":"acme","record":null,"request":"56599341-264f-4d8f-955e-20dcc8ad1e6a","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"deleteNodes"}',
  'd7a6c9f122191c0dadca6a4cff99846d995856242d994d91accb1e3faac754b1',
  'ef9375f275f51271d6719564369d1711119329921211def166fb6b3ecf733e60'
);
insert into audit values (
  10,
  '{"action":"d2dafc56-7279-4880-ba70-16a94fa95032","actor":"alice","at":"2026-11-20T12:45:23.849Z","generation":{"after":3,"before":2},"org":"acme","record":"Cluster/acme/c1","request":"56599341-264f-4d8f-955e-20dcc8ad1e6a","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"deleteNodes"}',
  'ef9375f275f51271d6719564369d1711119329921211def166fb6b3ecf733e60',
  '57e9e53f6ddddfd61314a5d58494698af3d095fda7e21077a20f7ce92173c370'
);
insert into audit values (
  11,
  '{"action":"544cd6f9-8416-4fef-8b7f-45627229b75b","actor":"alice","at":"2026-11-20T12:45:24.888Z","generation":null,"org":"acme","record":null,"request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"createNodes"}',
  '57e9e53f6ddddfd61314a5d58494698af3d095fda7e21077a20f7ce92173c370',
  '575628c0a989d6498cf22aab64bb22b7619648c27424553ab79f9650676675a4'
);
insert into audit values (
  12,
  '{"action":"544cd6f9-8416-4fef-8b7f-45627229b75b","actor":"alice","at":"2026-11-20T12:45:24.996Z","generation":{"after":4,"before":3},"org":"acme","record":"Cluster/acme/c1","request":"dfc5235b-29dd-47a9-9dee-7b92d50c9716","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"createNodes"}',
  '575628c0a989d6498cf22aab64bb22b7619648c27424553ab79f9650676675a4',
  'e69518b42f18fab3c8e6a148a75a7c5692de71001bedcdc053f8f2351ce0d46f'
);
insert into audit values (
  13,
  '{"action":"fb8f036c-9169-434f-8fc0-3161523a6e9b","actor":"alice","at":"2026-11-20T12:45:25.280Z","generation":null,"org":"acme","record":null,"request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1","verb":"deleteCluster"}',
  'e69518b42f18fab3c8e6a148a75a7c5692de71001bedcdc053f8f2351ce0d46f',
  'f19ea88b4130bb30a036ff4636995dfd1850767f47082aabf66f697cc58b3035'
);
insert into audit values (
  14,
  '{"action":"fb8f036c-9169-434f-8fc0-3161523a6e9b","actor":"alice","at":"2026-11-20T12:45:25.495Z","generation":{"after":5,"before":4},"org":"acme","record":"Cluster/acme/c1","request":"0672fb8c-0a76-450e-9e2d-c5e1743b1887","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1","verb":"deleteCluster"}',
  'f19ea88b4130bb30a036ff4636995dfd1850767f47082aabf66f697cc58b3035',
  '2de7378fcc82882ba97c84e280975a169cea12cc4f86351df927324bad470396'
);
insert into audit values (
  15,
  '{"action":"a4ae63e9-9c71-413f-942a-c2ef45807bcf","actor":"alice","at":"2026-11-20T12:45:26.087Z","generation":null,"org":"acme","record":null,"request":"2d6504fa-05f1-4968-99a4-82200106399c","result":null,"source":"amqp","state":"asked","target":"/api/cse/c3","verb":"deleteCluster"}',
  '2de7378fcc82882ba97c84e280975a169cea12cc4f86351df927324bad470396',
  '76b939e93207efc73d72a5b9d79b33062ade271f756d66ce25d1b48f7103322c'
);
insert into audit values (
  16,
  '{"action":"a4ae63e9-9c71-413f-942a-c2ef45807bcf","actor":"alice","at":"2026-11-20T12:45:26.095Z","generation":null,"org":"acme","record":null,"request":"2d6504fa-05f1-4968-99a4-82200106399c","result":{"code":"500","outcome":"refused"},"source":"amqp","state":"done","target":"/api/cse/c3","verb":"deleteCluster"}',
  '76b939e93207efc73d72a5b9d79b33062ade271f756d66ce25d1b48f7103322c',
  '965f2e428c595bffc6364d0bc2be794f551aebd0900e947d1d81dbd3ce54aebe'
);
insert into audit_ends values ('anchor', 0, '');
insert into audit_ends values ('head', 16, '965f2e428c595bffc6364d0bc2be794f551aebd0900e947d1d81dbd3ce54aebe');
insert into intents values (
  'vApp/d9ec9609-4da3-5924-830e-0f0c5c7dea23',
  'Cluster/acme/c1',
  'd9ec9609-4da3-5924-830e-0f0c5c7dea23',
  '{"kind":"vApp","name":"c1","orgId":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","vdcId":"f8f2ac26-c2f3-5571-99c4-b74a85402c47","vAppId":"16e12c0c-dc79-4e52-a16b-085fda32fbe0"}',
  '2026-11-20T12:45:25.493Z',
  'record',
  '2026-11-20T12:45:25.493Z',
  null
);
CREATE TRIGGER audit_is_appended before insert on audit
when not exists (
  select 1 from audit_ends where name = 'head' and sequence + 1 = new.sequence and hash = new.previous
)
begin select raise(abort, 'a row of the audit follows the last one'); end;
CREATE TRIGGER audit_is_never_changed before update on audit
begin select raise(abort, 'a row of the audit is never changed'); end;
CREATE TRIGGER audit_is_kept before delete on audit
when old.sequence > (select sequence from audit_ends where name = 'anchor')
begin select raise(abort, 'a row of the audit is kept until the anchor has passed it'); end;
CREATE TRIGGER audit_has_two_ends before insert on audit_ends
begin select raise(abort, 'the audit has two ends'); end;
CREATE TRIGGER audit_ends_are_kept before delete on audit_ends
begin select raise(abort, 'the audit has two ends'); end;
CREATE TRIGGER audit_ends_move_forward before update on audit_ends
when new.name <> old.name or new.sequence <= old.sequence or not exists (
  select 1 from audit where sequence = new.sequence and hash = new.hash
)
begin select raise(abort, 'an end of the audit moves forward, to a row that is there'); end;
