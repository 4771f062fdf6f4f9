pragma application_id = 1129530673;
pragma user_version = 3;
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
CREATE UNIQUE INDEX records_by_uid on records (uid);
CREATE INDEX events_by_record on events (uid, id);
CREATE INDEX events_by_time on events (last_at, id);
CREATE INDEX secrets_by_key on secrets (key_id);
insert into counter values (1, 63);
insert into records values (
  'Template',
  'provider',
  'ubuntu-24.04',
  'b0f4a8cd-691e-4369-8ae1-2080eb9c0fe0',
  1,
  6,
  '2026-11-20T12:41:58.664Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:59.157Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Template',
  'provider',
  'photon-5',
  'cc38b64f-e520-49a5-9220-2df5ec9647b0',
  1,
  5,
  '2026-11-20T12:41:58.713Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"photon-5-k8s-1.36","description":"Photon 5\nKubernetes 1.36","isDefault":false,"position":1,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"photon-5-k8s-1.36.ova","url":"https://images.example/photon-5-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"photon-5-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:59.147Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.147Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.147Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.147Z"}],"source":{"vAppTemplateId":"b2b21ff8-9a22-58e1-b0ba-77cee6b08ef5","vmId":"0087d4f1-a5ad-5965-9a30-03f5a5266dbf","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'c2',
  '77767506-291d-511c-b6d9-20e0321a6406',
  1,
  26,
  '2026-11-20T12:42:00.450Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"aac6bf24-7628-47bc-811b-0a3486a6a81c","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:42:01.904Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:01.707Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:01.707Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:01.826Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:01.707Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:01.826Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:01.904Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.592Z"}],"vApp":{"requestedAt":"2026-11-20T12:42:00.558Z","id":"52a3f96a-3ee7-494a-8fc7-7015822f0cf6"},"nodes":[{"name":"mstr-z457","role":"control-plane","pool":"control-plane","vmId":"b69f7441-20b8-46a6-9012-ed0260056664","ipAddress":"127.104.184.12","guestBackend":"guestinfo","state":"joined"},{"name":"node-h3js","role":"worker","pool":"workers","vmId":"c3a16d37-ae11-423c-9ca8-7fdee69c6fc2","ipAddress":"127.104.184.13","guestBackend":"guestinfo","state":"joined"}],"endpoint":"https://127.104.184.12:6443","tasks":[{"request":"aac6bf24-7628-47bc-811b-0a3486a6a81c","operation":"create_cluster","id":"05f5ab76-0a86-498b-8b49-5dca803d483b","href":"http://127.0.0.1:44155/api/task/05f5ab76-0a86-498b-8b49-5dca803d483b","text":"Created cluster c2(77767506-291d-511c-b6d9-20e0321a6406)","state":"success"}],"readyAt":"2026-11-20T12:42:01.826Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'configuring-guests',
  '00000001-9b12-58a0-8613-8133e0dd3298',
  1,
  61,
  '2026-11-20T12:41:59.570Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"configuringGuests","phaseSince":"2026-11-20T12:42:00.074Z","phaseDeadline":"2026-11-20T13:02:00.074Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"Ready","status":"False","reason":"WritingUserData","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"Reconciling","status":"True","reason":"WritingUserData","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"created"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"created"}],"tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Creating master node for c1(00000001-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"waiting":{"reason":"WritingUserData","message":"","until":"2026-11-20T12:42:00.088Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'draining-nodes',
  '00000002-9b12-58a0-8613-8133e0dd3298',
  3,
  62,
  '2026-11-20T12:41:59.570Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-08f97d474ba5","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-uvsi"]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"631fbf12-df70-43eb-9a0b-0616858413d1","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-08f97d474ba5","count":1,"rollback":true}},{"id":"de575976-c42a-45ed-9a9e-36c708ae0e8b","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-uvsi"],"missing":[],"force":false}}]}',
  '{"observedGeneration":3,"phase":"drainingNodes","phaseSince":"2026-11-20T12:42:03.443Z","phaseDeadline":"2026-11-20T12:47:03.443Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:42:03.443Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"drainNode node-uvsi","lastTransitionTime":"2026-11-20T12:42:03.443Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"drainNode node-uvsi","lastTransitionTime":"2026-11-20T12:42:03.443Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"node-uvsi","role":"worker","pool":"worker-08f97d474ba5","vmId":"9f4ff216-fa6c-4768-af8e-6f0717d97d2a","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:42:03.443Z"}}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(00000002-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"631fbf12-df70-43eb-9a0b-0616858413d1","operation":"create_nodes","id":"6deb207f-e61a-485c-8466-8110fdf72adc","href":"http://127.0.0.1:44155/api/task/6deb207f-e61a-485c-8466-8110fdf72adc","text":"Added 1 node(s) to cluster c1(00000002-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"de575976-c42a-45ed-9a9e-36c708ae0e8b","operation":"delete_nodes","id":"ddd33bda-c8de-462b-9dc9-7f85b746fa8f","href":"http://127.0.0.1:44155/api/task/ddd33bda-c8de-462b-9dc9-7f85b746fa8f","text":"Deleting 1 node(s) from c1(00000002-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"drainNode node-uvsi","until":"2026-11-20T12:42:03.623Z"},"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'deleting',
  '00000003-9b12-58a0-8613-8133e0dd3298',
  5,
  63,
  '2026-11-20T12:41:59.570Z',
  '2026-11-20T12:42:05.247Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-0b1e9acbdf59","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-0b1e9acbdf59","count":1,"rollback":true}},{"id":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:42:05.108Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.003Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-rjz9","role":"nfs","pool":"nfs-0b1e9acbdf59","vmId":"eb904d50-d8bd-441e-9006-6017e6a0e735","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(00000003-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","id":"d350a0b7-6805-4dfd-b75a-18b1a061c9c0","href":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0","text":"Created 1 node(s) for c1(00000003-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","id":"6b8658e0-2639-4d24-bca0-3a075117b710","href":"http://127.0.0.1:44155/api/task/6b8658e0-2639-4d24-bca0-3a075117b710","text":"Deleting cluster c1(00000003-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into changes values (
  3,
  'created',
  'Template',
  'provider',
  'not-built',
  '336e1fa0-d486-4e04-be79-5e3b20511950',
  1,
  3,
  '2026-11-20T12:41:58.715Z',
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
  'b0f4a8cd-691e-4369-8ae1-2080eb9c0fe0',
  1,
  6,
  '2026-11-20T12:41:58.664Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false,"recipe":{"image":{"name":"ubuntu-24.04-k8s-1.36.ova","url":"https://images.example/ubuntu-24.04-k8s-1.36.ova","checksum":{"algorithm":"sha256","value":"0000000000000000000000000000000000000000000000000000000000000000"}},"temporaryVApp":{"name":"ubuntu-24.04-temp","vdc":"provider-vdc","network":"provider-net","ipAllocation":"pool","storageProfile":"*","cleanup":true}}}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:59.157Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.157Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into changes values (
  27,
  'created',
  'Cluster',
  'acme',
  'c3',
  'cfd4bca6-7a7e-530c-a92f-4a4521f62e60',
  1,
  27,
  '2026-11-20T12:42:01.965Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2f3ca8a6-4f40-4c61-adb5-82af975ae562","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[]}'
);
insert into changes values (
  57,
  'specChanged',
  'Cluster',
  'acme',
  'c1',
  'f5c906fe-9b12-58a0-8613-8133e0dd3298',
  5,
  57,
  '2026-11-20T12:41:59.570Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-0b1e9acbdf59","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-0b1e9acbdf59","count":1,"rollback":true}},{"id":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:42:05.108Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.003Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-rjz9","role":"nfs","pool":"nfs-0b1e9acbdf59","vmId":"eb904d50-d8bd-441e-9006-6017e6a0e735","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","id":"d350a0b7-6805-4dfd-b75a-18b1a061c9c0","href":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0","text":"Created 1 node(s) for c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"}],"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into changes values (
  58,
  'statusChanged',
  'Cluster',
  'acme',
  'c1',
  'f5c906fe-9b12-58a0-8613-8133e0dd3298',
  5,
  58,
  '2026-11-20T12:41:59.570Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-0b1e9acbdf59","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-0b1e9acbdf59","count":1,"rollback":true}},{"id":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:42:05.108Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.003Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-rjz9","role":"nfs","pool":"nfs-0b1e9acbdf59","vmId":"eb904d50-d8bd-441e-9006-6017e6a0e735","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","id":"d350a0b7-6805-4dfd-b75a-18b1a061c9c0","href":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0","text":"Created 1 node(s) for c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","id":"6b8658e0-2639-4d24-bca0-3a075117b710","href":"http://127.0.0.1:44155/api/task/6b8658e0-2639-4d24-bca0-3a075117b710","text":"Deleting cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into changes values (
  59,
  'deletionRequested',
  'Cluster',
  'acme',
  'c1',
  'f5c906fe-9b12-58a0-8613-8133e0dd3298',
  5,
  59,
  '2026-11-20T12:41:59.570Z',
  '2026-11-20T12:42:05.247Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-0b1e9acbdf59","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-0b1e9acbdf59","count":1,"rollback":true}},{"id":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:42:05.108Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.003Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-rjz9","role":"nfs","pool":"nfs-0b1e9acbdf59","vmId":"eb904d50-d8bd-441e-9006-6017e6a0e735","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","id":"d350a0b7-6805-4dfd-b75a-18b1a061c9c0","href":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0","text":"Created 1 node(s) for c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","id":"6b8658e0-2639-4d24-bca0-3a075117b710","href":"http://127.0.0.1:44155/api/task/6b8658e0-2639-4d24-bca0-3a075117b710","text":"Deleting cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into changes values (
  60,
  'gone',
  'Cluster',
  'acme',
  'c1',
  'f5c906fe-9b12-58a0-8613-8133e0dd3298',
  5,
  59,
  '2026-11-20T12:41:59.570Z',
  '2026-11-20T12:42:05.247Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"nfs-0b1e9acbdf59","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-0b1e9acbdf59","count":1,"rollback":true}},{"id":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:42:05.108Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.259Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:00.368Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.003Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:42:05.108Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:59.841Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:59.666Z","id":"2b1e7eac-99ad-4803-9920-9df3f5678906"},"nodes":[{"name":"mstr-rgit","role":"control-plane","pool":"control-plane","vmId":"da000465-8dd8-4de0-a92e-357bc1934601","ipAddress":"127.104.184.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-vwxe","role":"worker","pool":"workers","vmId":"b3e4d8a6-3af3-4a24-98d9-1355e94d21c5","ipAddress":"127.104.184.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-rjz9","role":"nfs","pool":"nfs-0b1e9acbdf59","vmId":"eb904d50-d8bd-441e-9006-6017e6a0e735","ipAddress":"127.104.184.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.104.184.10:6443","tasks":[{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","operation":"create_cluster","id":"93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","href":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4","text":"Created cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","operation":"create_nodes","id":"d350a0b7-6805-4dfd-b75a-18b1a061c9c0","href":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0","text":"Created 1 node(s) for c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"success"},{"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","operation":"delete_cluster","id":"6b8658e0-2639-4d24-bca0-3a075117b710","href":"http://127.0.0.1:44155/api/task/6b8658e0-2639-4d24-bca0-3a075117b710","text":"Deleting cluster c1(f5c906fe-9b12-58a0-8613-8133e0dd3298)","state":"running"}],"readyAt":"2026-11-20T12:42:00.368Z"}'
);
insert into events values (
  16,
  '77767506-291d-511c-b6d9-20e0321a6406',
  'Normal',
  'Accepted',
  'alice asked for create_cluster (request aac6bf24-7628-47bc-811b-0a3486a6a81c)',
  1,
  '2026-11-20T12:42:00.538Z',
  '2026-11-20T12:42:00.538Z'
);
insert into events values (
  25,
  '77767506-291d-511c-b6d9-20e0321a6406',
  'Normal',
  'NodeJoined',
  'node-h3js joined (127.104.184.13)',
  1,
  '2026-11-20T12:42:01.707Z',
  '2026-11-20T12:42:01.707Z'
);
insert into events values (
  27,
  '77767506-291d-511c-b6d9-20e0321a6406',
  'Normal',
  'PhaseChanged',
  'wipingUserData → ready',
  1,
  '2026-11-20T12:42:01.908Z',
  '2026-11-20T12:42:01.908Z'
);
insert into secrets values (
  '77767506-291d-511c-b6d9-20e0321a6406',
  'jobKey',
  'd9765409e335b936',
  x'ec70322f751c0d2f96f51e14',
  x'ea4e7ec93cea0ded19997e86c4d13cdc855934d4c3fd1d714c06b4849c6215299549a9d8a12e215a4db8b72433d9173c4eff3c7cf9358336f5f985851f3a4eb9259d638cb3756527315c377632e810065a3534f0c1a24060c4609938776b7edda4f190600b53b22ca5d5d4ca29be0e327627ea5189839c49842bb6266d0bdad9940c939c1696e8'
);
insert into secrets values (
  '77767506-291d-511c-b6d9-20e0321a6406',
  'pki',
  'd9765409e335b936',
  x'87a5a901a3c32c5d134b9cb7',
  x'1878243ae0a41c5c1a6b47cd935925f9603dbd65b4d882ea66195037acc205b78e941cdf79a8ca9d9a0312c899bd3cc2739284c45a88dec0fc7b65184ca66472af8afdad9012fc7932a505250c348de5b9fb07c933d5ffa85c5edf58b2b7c8dabf08fb5374f9e8b1fb7855b84ce259d6b6ead63084326efec7d3ead13916eeab77f5afcc398c53e3b22a504b5d28e38cb35c60fdd2b28b83338dedea697eab103b0f4ad7c8c367fe3a921963f6c4c7e1fcd0e98827874cca45b31f56790cb2887f8a2b904a149ad6ea789c1cd10995bd0a0e03d1c6fc82cf41e172df1654677a45cfdf9d7b31fbcaeb440837b6260fee26bcea123b9aff2bbd8143174018ccd8927089a71f6fafa5b89ed51904c0b61d16be1fc3ddfff20938b06abdb67e57281fd11b6d20f77d4484532304791fd5e961de4a18718d5ce191bb78099e07a2f93a4cbea879aced84f4f722937fc64f4589d3fd76a1634dcda4eac49e27160fbc551ea9b33b86b8decc29d92418df36f99b3925ca15547d110d5980a7274533a5d4efda289783e9364aa15afb85fceed75f99e6fe6a3abf53152cc3a70a54cf4f11c255fffaed50278f9a24a34d767e5aca02fffb2e77f7f69adb436730cfd251d98b8f1555045aca57e396305cd22f84880bdd122421bce843e0c6f69cabbbea8dcf7940151e980904221f07a21a2abf985b6db026e1e51f0d764fa33c44b373f44162e12abc95db988fdbd95ffc0e31f876e16d8911e470a6f636f3fcbbb6cc89a044bd12254ea5148f86f30b8057cdb7b1628c913c9a4f54885630e0af2483104c3a9e7e4d71ad3de9aeeb56b59db7e806f6b8722dc648920ff91998067a2cdcb1cfe95c188b6f740c3a758db16b64b117ef60c6c2e3234b000a1289c11ab75e5a725cd75b97d72ae7f465caa690f94a961a98ccbcdb26f27ca7155f98aea4610b0cf563907b854690de8e59a1ff157ebad87da87c085cd7a1b161f37664d86a455573402a67bc67dac3d302bdff5ac3a6436ebfd8563fcdc1bb39e6bff9625c52558a469d3caafe160f39609793ecc39caeb184791757c9100258f09e1c60df95eaccf1e7e7785da51d1767360502f896cf0192c142b6b9ce4b6494253dc68feeb7dcf216b0be49d85e2fb09beef1c915457a3a6dfcbbe9f54b5074f0c70906a0f6bf64657af32df3211fc4e9a9351d7a9740dca0841f8607f331137f8f58dfe97dc1fea812a9cc57b0bc1793df4a35132b47aa26f893d5b9ad9aff55c4a22aab1a42bc947c80e290735f682ea80630e4f058868050965676267d60a8e0e97d0ace34bdf74d6dc6c58893c2df50683c7dfd99402d1a9d2668b54dcccdbd76fe2a53534213d7386cdfbeb7bbdf5edeb42a1a85acaec9dafafab78fbac3ed53e8d93249c0e4fefa8ed3b14607b04f0e14ae38729dfed77a8200aaf047c6fab35d90ef4679a0ef8fcc91dceacc8fc6a0e3c5ac70cdc6999dd0a089c5bc04a0457e05a503e4da0e25ae617a9db71cd2ac90056ed26206591a948266c39d48b65c9e80d33e552710dab48587a9beb4c2e3480c9a242cd550e41ea2390e8d55f84dd5c401f684d7bcd18ae37053a046f2e9d6d04757c8950dfb7419ad00936257ecc6a1795d7811dad3e7bd8e788fb0d8f51e1dd9961f17d5b55e3a3f23425fd0a59827c9eb2d217a68a29bb6b6c85fe1d937b2fed647ba55175ac83699656935939d4f6bda726817f5ea8d3ba8423fdb0b4ba2db4f0930dac08f2b5cacb40f4073eb551c9184bd2a2c3cbaee631769c8734c77b04beba400e90050a34c39970569962d975e0181b4e84e9f2de90310a6bb3c3acc9455c1b27228231decc23f4b071ea953844be3f5a524f1aa5d377ee1e101acdb2552775fd4f28bb2b8a64ab64c966b550f447b2c90a886a0846de324b7fa9d9d4760251a624116ad6aa89d497e7d648ad7b54606c2b1693b6bfb8749a9072ad32fd570205e634045ebed79c7074870dbae98528488deb1a217cd604775bde5b7f99827ba44b8c86ee8deae4f11d1408b79a5ee87e27c3d7606339208db7813f522e72d83e49614301adb14c30f3c0b72ca907aa2734af70dc3c69ac378424999be5a50ba55ddb784e0607d2d32fbd67a3851df1d8d4d5892b3ebe575bd85f4efc96c7f4d8954d7a9a4a1595d46b8e442b487cf5809be3c04b48d411cbe1c34d7c246a9f744dae1b2020bb3c79ba2c06e0d81f7470b883dda0f5fbbd1ae8c6cff2441e3db92cbd2ba6ea6faf13fe1fe52ce8918ca75032736458f3fb4e3addeabcb13fb12348ad0fca462065e0789c6f72e961e0637a684223287ba8424623c51d4685908a40a4788d4493f430001a0477a0df069f145d8783602c29fb189721e91f55a8877bd94cce60702db0efadd678bbb8952fe1f2bad85bb311814b99befe3c9888f4a35f167c33a5b1990b3da0b5bb33353a63a8deac745bb32ae047eae6976c6417b83e589e702e20c877891c6147ad748f389abe4013b713b1f9bd476cbd916053c360fa89af962278fc9587144f1569cca8e5a4a73209b294ea4c48368a4d2d0cb91d9923f20834807afa1e487011930e7b270883ba92c8866e3bafb822ee58437c34c656af622cffca379be7b58913380b1c94dd96864f4b83e2490caf322cd65bf45f60ba33b0bc1c3fcf6d8abae8d3901bb1ae3c5ff1c03f23d427afd5f433fae37566c2c4f759da7e9605eee4fa52ab95f0dcd82a5d07e3da08b386a5a74222f26b98b111aaada944e19eb4335d5c5d2f3d3f66d90df9f9857737ae7de5286e8252302c97d256ce2206ee3dd39d2b0ee900595dcc7ade74d121f90f9e31b6958f7af7e0f3cf539664623d9c19bd6d3f38ac1978abcd83f1ec7b2159ce4c3dac82e0e4baef2ffd8d81569b862439b8f4a1776235a63fba90f4736ec2b815c05b9151d2908264bfa431018783e72248de080b831ddafbdb04e63cf221a0afdde634f087dbd4d68408f400c3ff5c032ad68ff5526dd522b62ef22106e97e42c74675f2cc822692017b3fb2881a7d57ff33f9bd22408d6b4fd8a103880f93bd047ceffd1251c7870fc75e33597afbd65f47556023fd3f322a72e81f5b065a86bf0e81efd7060c4c989a5b0111317d733d7347f81ef77e868e5554615366eef5b415631783171bfec1f42104b114c6ffb2a62281d80c8bca027418fdefdae373708dbd727a4ab4f45f1d6f2b10f5c89caa4cf482d4c18cee5b09b744dd8a7a10d8bf72c35a839d682c0a64f7408fa907e378f193c3668d27c1e2a9ec4de3d3839fd3fa9b26428e78e4faa2f71509bdd08d9a04a28e331a44398d6152420fe3761783abe49a8eff97d4314b43b3e9af37cdedd299f1cc88dc168b37959a0b1fd9c0ea4dd09bb252ffc37b9c8f4ea7044d805834cef1d6c43b5944e9f3e0edbb72a12c672053241f0b2439d8d6a2480798223b8bcef4a9423953a1d6862cb21bab644460c0db06e4f70dc7279a4a6baa74722e259159ec0c886e798734632884a2c6ca16756c00929673bba08f33807fb378acae6f55df5d3d6e2c427fcd6e4c1b35a08ae787be9804ee28c979dee35f00f1fc674654f87e4ad3a728773f7bde1a9d843a8b1f386c65f77e853f3b4f4764491e8aef8e591d0379cd1b1a85dc0412d7e446032b728161e3328f63d3f558cc2f9cad6a6a1a97c5d272f3517fe5841bcd5c468c67cca548bd0a05dd3660082166e6df3d5d603e9e97d2a537b3b32b2dc7085dfdaccde4bcf88b598d07acce4068772e091462fe3a82ae408186f25e0834f584487394006d3dfcb071c912af85ac03a007ecaf8bad9cab377cec5cc3a9a119fdec3391ef424075f9a6e5f5f91ee0b97c3801d68d1558161fb1476a5babc5218e06e9601ed885fc6a6c2eefeb5b2f8c41b95b5d97ed0aa93311b0e088788427735d6a50f18d76fbabf91c8bbd38548b2e187eec81c86e9f380b8d473f106b16ec23874438c22877b426aa22d095c96f3c8e464f2136871505930b50db3c1fe512b102bc49fb281cbda179cb6610f1637db7919f7fb1f784d6dad6508694873d21d8d7576a3eb46d9a1dd7a1227666dde070ef33d43d9253e4d4f8bcf82785304a557de11da94049e97067d5f95f4a6dd0adb706103f0d140a16423309b350dcffccdeb8bdaeb9eef82e2549575a5e241fe536ca3be5cdc9c09de3fbea4528ece8c917dd3719c97e51d4333b789dea69de2f80ec075e98b0f3b74bb1377f7795d38177ec1dc8f53dd43ca76bc3763b925903609e7cd4045f0ad283be4ba51f9dd56e1d373afa792d459d16cc6f62565d2430ff442cedf87809de6a31caa0b564a8b35db23441f18f9c24d5daa8575ce531fbef4c56552a6e918ca928361fe8ef49b1847d99b1d5f1632a5a1b7ebc4ae37918dc22c6242d53d11cfeb302b48332b2a5776b58fc074e9bba69e5a1d927ea42cc3bcc653e0ca093c40848c63ecb4f78fef69f6'
);
insert into secrets values (
  '77767506-291d-511c-b6d9-20e0321a6406',
  'kubeconfig',
  'd9765409e335b936',
  x'621bf7dff8742c26db0350a8',
  x'6f8fe90c3a3b12633bfcff8d1e63c74058062653fdb4b9ce48fc67ccbb82ddea8ee02988c1fe8aee466ff26bb17a24b62641db17f676d62d0dddbdce34a6f93c88458491857cd6e297227d8eaa14b4f99b580a8d37da0ee8358eaf49d361c80810cddf744197578f475fbeb44e84dce183c2c07e98da0d125689a4044adf48b35598c2ce65b9fced1834c217824b9c2dff945c88423d8726dc4b4900b0d87d0689ab80bb2c551c9a673b3cb5349fbd84ded09038431c24617bd9b3327206f0f4a2a2ac699e49e5f19933c06ada7a3fd2dd0ab6c415984241789ea2d3a9c283a2a0459290c87bc8974e5545670d171be8f2b83da35f9bfb02006f0e1733ca3460088ec31b0a311c0dc78b1c69c104fcb5b2b2fa335e68ba7936c2a307f1ef2072a978ad6645dfe4f7c8242810aba093146042a3073b0d444a97547828e7017ca1ed5143ddf8508d2a37b85dd96ea8ba3411ee2ad69a06e89617aad82ddc03b370f6fc59bfa7c3f494d8710fbee55a6319de93c62e6ffbb839b608cfdd93516ac60fc1b31ec866e3d52462e05d731444cb377bf7393b159c49c5ed6561320d39dc5c60c8d7e928587d7e6fc5adb72bd63f15091cc2703b2d785257a956c39c7752c0a39f4da5ce4a3c351c2bf3344e7ffc75e0134a08e1b274c13ba5fa5563e92e04d8e5538f8e0fb947d2d8a64b99464acf8da90fa35947655ce7274dcdfca6a45ae40f1acc66e9fc36d6724ffff1825be17e85b1db01551e052b6a6fd3f5bef96bb111e135bae0157afaced9027e350f3315efb3ac83a18f8e63e77859c3231f22a8c69ea725a178eeccd5fa0ed8773501091c18ab79033b47f3d15573746a15a6dbeb277eb22f27da9eee4cf037caf2aa3d6a9fd483dc0539e840d381f7b8298777d21647ed42ed8a74e413bc3ff18625be844b6f75cd102b4759829ecc4f9bff4d6a92631dcce9f67664ada9ad41466013641ce095cef99a0d3d9255eaa5f4a576c18420460fdbc32b25629e4e61bc6f78a3fd604152e306001c217c5fe77346650437b396ca4e0ab01a77974e137a878ceaa07d601ac11e46038bd32faac3b3f81072e9f134a36ff3a5e164cb0cb1dc959b0ac4334131e96148ba17957f9cc2b97fbe56851dbf8d66e50e8f439d727229d1a73b8f8d156c4d6e9adaf28d4a12f8baf2cfc395b2ce81d993b58c0985e5dc50448ca44bcbfba55a298377ec923a767cc22541c73a565f96997d110f8bbddafbb69027f95415ba19f1348e504be41269824feafc55e2d8a799cc006730bf46d6a085dfbb88c371071237e2f79adb1735f7b0b2c2fb7e563d72fcb016ce8412a17f40803f1d71965eda33ecd935792df7322a994657057fb40d3331510a7a160c4f27f0ced615edb3a4e8d61a23ecde04f7e33ead30cc5034caa0e34b50652412a61bb4aee6f827d38d0eb8b4b393808749ec062a9fe9777101d0fced810823208eb8de8af1becb3a4d439f17dcaebd214e67a424b3f6e667e1af7e1ad0180dbc8691c9d1b47f2ac46ea21612a22d0d52ddee833fc9f6e1b672d11c8152bd49cb4181123199c959bc3fa44b8f3822f4bbde17cf68cb3c30371f35ee17e30053dc96d1c56b656afc41ebdce483c855ec5a36634c8cbdc4c158961d7e101f22431b36ccba82fd64876a484357451ccd77feef3c5c589b7d70f4c851db0032a735bfcb5557e4762883fe96245251e1b821fe8af8c691ba179c36fd2ab35ab599f1a792cefb536a02c3f2c3ae8d088058c205607fbf6b7a57a591f701a55d10bf6612f19f8fecb180b77b5f6ed1cc85c2d7220094aeb17ccbe7d50783eea6490b51537ed5294b78342bbd8331ebbe7945ec2e68421d187ed17daff79a91f2ad996e1e43de15aa4d48d2881092399a1eb075b1feed15b69a6870468a5ebc003c631d3f155e03fa10713620b49e1cf4c7ed494292c421d2305329cb2e3ab957778d6a2d51bb48f814f04cc88fb6de8fca8b0d2db3d6782ea67e00c528f5e80e338782695c45d1e14b23dfde6ea44e5c7704f387dcda5b994c261950856e065d481aec12f3663b6224cd1394b6fb0202bb6e71146e8fb7b38e1b3c0424ebbec35953cb877b3bf1d817cfe6252e15dd8def7bbb10362b091a716dcede8cb395de061b2681dfc41f4d9f384a0b762ba4588e95063d63ef5c5a730468ec042213a7f080708f59828f79628435ed2e2248e86eb35a143b7e9de48ac8f889978c8ef4ca63b5e53c0f01f6f24120b2d865a83f306dee81af4ec026c1e67dfe893fd50e8c306ccdf2e900e57f6184a4d29a0151beb38288609cf9f23807baff8c28fd8036ae68e2f8f67a1e3e5be79b0357590429e365384ad50e80c1e55c9f5e00defce92fec6d12768db214023d9b9a76c28d1eb41961b81f8ae5f978aad8855972640b10fefc7cdb4440a1456dca09d7ea2f21505c85409e07442c2d1e306e509c9760b60d05eea5b550a4a9a263dd7a675cdf2150b7cf932170a6982f501f8cde8b65289e204f8a22393e92490664dd2fca3661951843727a912565106648b3c9d67fb233ff5afac6c079d10dcfeaa3564575da88e447eb4834fd01d95a7cef394719cfd9a9b0ad645158c553df509cfa66169ac8e3012aff19e68b5ccff44a845c421e0273a81d2e446cf46ca93a9d06236d73d1d8fa1957b679030dbced1bb4083e2ba2b31a7e8b0acc91765f5f6b26dc44ad80d5bda3df6453125ae61d98bf625829f62681587621840f927e55dc88d70c2437de626fd4518eb07c35c8e8c0802a568a144870036c83f77977a946bca48d592b8a36b9fd6812a797e16936d62759393951ac766b2b306bf48ef1f1d3fb942d85081c9ba7381dce58a70c35ab1fa7d7dd0b7ba71093b8f67b2b51adcb6e20f92a1852ecc152846ea60384797ea68a39c79b1a41df585c87dd5da8d5e3ce7a3ad210f9d1776142980fdeaa8d9a7fe064b72fcae00f0864068ad3d29a82ced727f79cad3f0dcf3d9858581aa0db95e1ee2e380af980bef17bc5542c7f460b9536155311bededa04ef61681271e970b1032ed9bd45dc9b345debd7a9e774549605c7318b8424e6f8c8a8b67598746da52967c9bbfd3f5f30947b89248111d3875443a5c032c53e5166d2fadc160be7b2abb4679be79593f9f7c481ec88afc0a7bd06defa7c057e4878c57b69ddfc82bb70735ec9a2fcc873109e8645b930b0ec7739a729d9bb57711141ea5313e7e85e7df3ab9445234da669d57e6d7bc7c057bcc6858dc090755aa46283352ddc3e72a068bb7e0b1aad12a702da89ace55621c5f3be40d01a3c734d6809c84a50'
);
insert into settings values ('service', 'enabled');
insert into traces values (
  1,
  'cc5295e1-c84d-4366-980e-0b067f87eac5',
  '{"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c1","clusterId":"f5c906fe-9b12-58a0-8613-8133e0dd3298","taskHref":"http://127.0.0.1:44155/api/task/93c08637-d6d3-4ee5-aa6c-f8fa2021a5d4"}}'
);
insert into traces values (
  2,
  'aac6bf24-7628-47bc-811b-0a3486a6a81c',
  '{"request":"aac6bf24-7628-47bc-811b-0a3486a6a81c","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c2","clusterId":"77767506-291d-511c-b6d9-20e0321a6406","taskHref":"http://127.0.0.1:44155/api/task/05f5ab76-0a86-498b-8b49-5dca803d483b"}}'
);
insert into traces values (
  3,
  '2f3ca8a6-4f40-4c61-adb5-82af975ae562',
  '{"request":"2f3ca8a6-4f40-4c61-adb5-82af975ae562","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_cluster","clusterName":"c3","clusterId":"cfd4bca6-7a7e-530c-a92f-4a4521f62e60","taskHref":"http://127.0.0.1:44155/api/task/464b2c1b-ecd8-4cee-90be-0877d92fba79"}}'
);
insert into traces values (
  4,
  '631fbf12-df70-43eb-9a0b-0616858413d1',
  '{"request":"631fbf12-df70-43eb-9a0b-0616858413d1","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"f5c906fe-9b12-58a0-8613-8133e0dd3298","clusterName":"c1","taskHref":"http://127.0.0.1:44155/api/task/6deb207f-e61a-485c-8466-8110fdf72adc"}}'
);
insert into traces values (
  5,
  'de575976-c42a-45ed-9a9e-36c708ae0e8b',
  '{"request":"de575976-c42a-45ed-9a9e-36c708ae0e8b","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_nodes","clusterId":"f5c906fe-9b12-58a0-8613-8133e0dd3298","clusterName":"c1","taskHref":"http://127.0.0.1:44155/api/task/ddd33bda-c8de-462b-9dc9-7f85b746fa8f"}}'
);
insert into traces values (
  6,
  'beeedd8a-7d08-47ee-bc7a-b8923f3fedc7',
  '{"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"create_nodes","clusterId":"f5c906fe-9b12-58a0-8613-8133e0dd3298","clusterName":"c1","taskHref":"http://127.0.0.1:44155/api/task/d350a0b7-6805-4dfd-b75a-18b1a061c9c0"}}'
);
insert into traces values (
  7,
  'c8d0d867-43b7-41ad-9c7a-9aef7600710d',
  '{"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","user":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","outcome":{"kind":"cluster","operation":"delete_cluster","clusterName":"c1","clusterId":"f5c906fe-9b12-58a0-8613-8133e0dd3298","taskHref":"http://127.0.0.1:44155/api/task/6b8658e0-2639-4d24-bca0-3a075117b710"}}'
);
insert into audit values (
  1,
  '{"action":"72c385e5-ed15-4e13-9747-56d5d9df966a","actor":"alice","at":"2026-11-20T12:41:59.551Z","generation":null,"org":"acme","record":null,"request":"cc5295e1-c84d-4366-980e-0b067f87eac5","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '',
  'c5015938b8f45a8d1a822a4beae4019a0f81295ae22021f4f9a70cb651fc01eb'
);
insert into audit values (
  2,
  '{"action":"72c385e5-ed15-4e13-9747-56d5d9df966a","actor":"alice","at":"2026-11-20T12:41:59.661Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c1","request":"cc5295e1-c84d-4366-980e-0b067f87eac5","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  'c5015938b8f45a8d1a822a4beae4019a0f81295ae22021f4f9a70cb651fc01eb',
  '4290255088bf941d55ccf96bae58f4b7349aeb7f46a238a06c59ae46dbe94522'
);
insert into audit values (
  3,
  '{"action":"e436ea7d-e5e1-4a0b-bd76-dd64c0f14fc8","actor":"alice","at":"2026-11-20T12:42:00.417Z","generation":null,"org":"acme","record":null,"request":"aac6bf24-7628-47bc-811b-0a3486a6a81c","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '4290255088bf941d55ccf96bae58f4b7349aeb7f46a238a06c59ae46dbe94522',
  'a7fc3a76b78ac0852705275ed744a0728451074d704629253b2fa1460c8bd3a0'
);
insert into audit values (
  4,
  '{"action":"e436ea7d-e5e1-4a0b-bd76-dd64c0f14fc8","actor":"alice","at":"2026-11-20T12:42:00.553Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c2","request":"aac6bf24-7628-47bc-811b-0a3486a6a81c","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  'a7fc3a76b78ac0852705275ed744a0728451074d704629253b2fa1460c8bd3a0',
  '4013ceac1a3c86f61fcaa9a71e70d492d671aa8a087ba285ade8a8b5acb815ce'
);
insert into audit values (
  5,
  '{"action":"c444c6ba-c339-45bd-91f7-e08a89697725","actor":"alice","at":"2026-11-20T12:42:01.879Z","generation":null,"org":"acme","record":null,"request":"2f3ca8a6-4f40-4c61-adb5-82af975ae562","result":null,"source":"amqp","state":"asked","target":"/api/cse","verb":"createCluster"}',
  '4013ceac1a3c86f61fcaa9a71e70d492d671aa8a087ba285ade8a8b5acb815ce',
  'fd3791e882031c7b64b9de2c1fac8c60de0623ebc7508858a712ea4ada82ef81'
);
insert into audit values (
  6,
  '{"action":"c444c6ba-c339-45bd-91f7-e08a89697725","actor":"alice","at":"2026-11-20T12:42:02.090Z","generation":{"after":1,"before":0},"org":"acme","record":"Cluster/acme/c3","request":"2f3ca8a6-4f40-4c61-adb5-82af975ae562","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse","verb":"createCluster"}',
  'fd3791e882031c7b64b9de2c1fac8c60de0623ebc7508858a712ea4ada82ef81',
  '54f3528867483eef7ddbb19e29c5d6957f9b051595da1900a74c255a5e8484eb'
);
insert into audit values (
  7,
  '{"action":"ee236284-fc10-4159-a8e0-1712f9a995a5","actor":"alice","at":"2026-11-20T12:42:02.196Z","generation":null,"org":"acme","record":null,"request":"631fbf12-df70-43eb-9a0b-0616858413d1","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"createNodes"}',
  '54f3528867483eef7ddbb19e29c5d6957f9b051595da1900a74c255a5e8484eb',
  'ff5c82cdffc3e84385eaabb749ae2dc33b1fe61ce990a385283fb77c2c0fb833'
);
insert into audit values (
  8,
  '{"action":"ee236284-fc10-4159-a8e0-1712f9a995a5","actor":"alice","at":"2026-11-20T12:42:02.372Z","generation":{"after":2,"before":1},"org":"acme","record":"Cluster/acme/c1","request":"631fbf12-df70-43eb-9a0b-0616858413d1","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"createNodes"}',
  'ff5c82cdffc3e84385eaabb749ae2dc33b1fe61ce990a385283fb77c2c0fb833',
  '7edcff19be43d530789a108d65d8d07abce2deac01f35140668709e675a46708'
);
insert into audit values (
  9,
  '{"action":"5684746c-3568-458a-a59e-8398cbb27bf6","actor":"alice","at":"2026-11-20T12:42:03.351Z","generation":null,"org":"acme","record":null,"request":"de575976-c42a-45ed-9a9e-36c708ae0e8b","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"deleteNodes"}',
  '7edcff19be43d530789a108d65d8d07abce2deac01f35140668709e675a46708',
  '8f5c114772ce769d94d16041c17c8a6c1dc56929f9f0b22910fdf79c16ec9ffb'
);
insert into audit values (
  10,
  '{"action":"5684746c-3568-458a-a59e-8398cbb27bf6","actor":"alice","at":"2026-11-20T12:42:03.398Z","generation":{"after":3,"before":2},"org":"acme","record":"Cluster/acme/c1","request":"de575976-c42a-45ed-9a9e-36c708ae0e8b","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"deleteNodes"}',
  '8f5c114772ce769d94d16041c17c8a6c1dc56929f9f0b22910fdf79c16ec9ffb',
  '7f279a25ecdde1dab1e6afb2c73017f5e32478208a579ab5e2e31f96207fd5a5'
);
insert into audit values (
  11,
  '{"action":"304a6ff3-4fc2-41cb-8914-de8f3b5c557a","actor":"alice","at":"2026-11-20T12:42:04.449Z","generation":null,"org":"acme","record":null,"request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1/node","verb":"createNodes"}',
  '7f279a25ecdde1dab1e6afb2c73017f5e32478208a579ab5e2e31f96207fd5a5',
  '7b2f6dfae7461b85c1cd909f0babf211b1783a4c2f4cc4f33aa360f1275d4ba1'
);
insert into audit values (
  12,
  '{"action":"304a6ff3-4fc2-41cb-8914-de8f3b5c557a","actor":"alice","at":"2026-11-20T12:42:04.638Z","generation":{"after":4,"before":3},"org":"acme","record":"Cluster/acme/c1","request":"beeedd8a-7d08-47ee-bc7a-b8923f3fedc7","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1/node","verb":"createNodes"}',
  '7b2f6dfae7461b85c1cd909f0babf211b1783a4c2f4cc4f33aa360f1275d4ba1',
  'fe037d49dd39b0fe9cb1bb88e6f7b3a25b0fcd28c56be5928a67cce681bd073d'
);
insert into audit values (
  13,
  '{"action":"a9f9e1cf-3ef3-4170-ab00-3b4b85f253b7","actor":"alice","at":"2026-11-20T12:42:05.180Z","generation":null,"org":"acme","record":null,"request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","result":null,"source":"amqp","state":"asked","target":"/api/cse/c1","verb":"deleteCluster"}',
  'fe037d49dd39b0fe9cb1bb88e6f7b3a25b0fcd28c56be5928a67cce681bd073d',
  '993558933458836ecedc90a20aa6e1ac81264fe8df0d43c4c263f0329c6ed546'
);
insert into audit values (
  14,
  '{"action":"a9f9e1cf-3ef3-4170-ab00-3b4b85f253b7","actor":"alice","at":"2026-11-20T12:42:05.317Z","generation":{"after":5,"before":4},"org":"acme","record":"Cluster/acme/c1","request":"c8d0d867-43b7-41ad-9c7a-9aef7600710d","result":{"code":"202","outcome":"accepted"},"source":"amqp","state":"done","target":"/api/cse/c1","verb":"deleteCluster"}',
  '993558933458836ecedc90a20aa6e1ac81264fe8df0d43c4c263f0329c6ed546',
  'c8ccf0d6f5874901d4c822aa90c5fae9cdd176798e68f3df2ff4ed95c3d5dcd4'
);
insert into audit values (
  15,
  '{"action":"5397a7cf-e027-46b4-8cb5-4edd60b70736","actor":"alice","at":"2026-11-20T12:42:05.976Z","generation":null,"org":"acme","record":null,"request":"5d06f464-feb7-4b77-945f-596201c8d0c6","result":null,"source":"amqp","state":"asked","target":"/api/cse/c3","verb":"deleteCluster"}',
  'c8ccf0d6f5874901d4c822aa90c5fae9cdd176798e68f3df2ff4ed95c3d5dcd4',
  '7f340e08eed53ef08ffe61d442f7859220ff78d15ca13cdeb1e53f62def947a2'
);
insert into audit values (
  16,
  '{"action":"5397a7cf-e027-46b4-8cb5-4edd60b70736","actor":"alice","at":"2026-11-20T12:42:06.019Z","generation":null,"org":"acme","record":null,"request":"5d06f464-feb7-4b77-945f-596201c8d0c6","result":{"code":"500","outcome":"refused"},"source":"amqp","state":"done","target":"/api/cse/c3","verb":"deleteCluster"}',
  '7f340e08eed53ef08ffe61d442f7859220ff78d15ca13cdeb1e53f62def947a2',
  '57ff72cf787f5f52696363553897bc7460989de8d65d7aba4ef97f9394e8bfe1'
);
insert into audit_ends values ('anchor', 0, '');
insert into audit_ends values ('head', 16, '57ff72cf787f5f52696363553897bc7460989de8d65d7aba4ef97f9394e8bfe1');
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
