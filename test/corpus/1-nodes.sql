pragma application_id = 1129530673;
pragma user_version = 1;
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
CREATE UNIQUE INDEX records_by_uid on records (uid);
CREATE INDEX events_by_record on events (uid, id);
CREATE INDEX events_by_time on events (last_at, id);
CREATE INDEX secrets_by_key on secrets (key_id);
insert into counter values (1, 70);
insert into records values (
  'Template',
  'provider',
  'ubuntu-24.04',
  'a780b7c8-c7db-41fe-b11e-7bce5f9a96e3',
  1,
  6,
  '2026-11-20T12:41:17.233Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:17.405Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.405Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Template',
  'provider',
  'photon-5',
  '0827abcd-47b0-4481-a6eb-06952bcef152',
  1,
  5,
  '2026-11-20T12:41:17.249Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"photon-5-k8s-1.36","description":"Photon 5\nKubernetes 1.36","isDefault":false,"position":1,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:17.392Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.392Z"}],"source":{"vAppTemplateId":"b2b21ff8-9a22-58e1-b0ba-77cee6b08ef5","vmId":"0087d4f1-a5ad-5965-9a30-03f5a5266dbf","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'c2',
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  1,
  27,
  '2026-11-20T12:41:18.176Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"ee880fb5-0c62-4c6f-9fe5-b88380db09ed","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:18.605Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:18.528Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.528Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.582Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:18.528Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.582Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.605Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.303Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:18.250Z","id":"1f6fc0aa-fffe-4e45-bba6-083cef99ce39"},"nodes":[{"name":"mstr-dsr2","role":"control-plane","pool":"control-plane","vmId":"31805ed9-9e6b-4a01-9b46-0f013d0b7dd1","ipAddress":"127.150.222.12","guestBackend":"guestinfo","state":"joined"},{"name":"node-v8gn","role":"worker","pool":"workers","vmId":"db617fee-ea51-477c-a0b6-300257f81d1e","ipAddress":"127.150.222.13","guestBackend":"guestinfo","state":"joined"}],"endpoint":"https://127.150.222.12:6443","tasks":[{"request":"ee880fb5-0c62-4c6f-9fe5-b88380db09ed","operation":"create_cluster","id":"37dd3e49-7365-4115-835d-f7e7950cea3f","text":"Created cluster c2(d1afd261-c167-5e75-a58d-a8500e3e7dcf)","state":"success"}],"readyAt":"2026-11-20T12:41:18.582Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'composing-vapp',
  '00000001-3292-5404-b11c-4e7099ba7d67',
  1,
  64,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"composingVApp","phaseSince":"2026-11-20T12:41:17.683Z","phaseDeadline":"2026-11-20T13:41:17.683Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"Ready","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"Reconciling","status":"True","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","guestBackend":"guestinfo","state":"planned"},{"name":"node-xh7n","role":"worker","pool":"workers","guestBackend":"guestinfo","state":"planned"}],"tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Creating cluster vApp c1(00000001-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"CreatingVApp","message":"","until":"2026-11-20T12:41:17.693Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'planning-new-nodes',
  '00000002-3292-5404-b11c-4e7099ba7d67',
  4,
  65,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}}]}',
  '{"observedGeneration":4,"phase":"planningNewNodes","phaseSince":"2026-11-20T12:41:19.765Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:19.655Z"},{"type":"Ready","status":"False","reason":"AddingNodes","message":"","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Reconciling","status":"True","reason":"AddingNodes","message":"","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","guestBackend":"guestinfo","state":"planned"}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000002-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000002-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(00000002-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Adding 1 node(s) to cluster c1(00000002-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"AddingNodes","message":"","until":"2026-11-20T12:41:19.765Z"},"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'composing-new-nodes',
  '00000003-3292-5404-b11c-4e7099ba7d67',
  4,
  66,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}}]}',
  '{"observedGeneration":4,"phase":"composingNewNodes","phaseSince":"2026-11-20T12:41:19.809Z","phaseDeadline":"2026-11-20T13:41:19.809Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:19.809Z"},{"type":"Ready","status":"False","reason":"AddingNodes","message":"","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Reconciling","status":"True","reason":"AddingNodes","message":"","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","guestBackend":"guestinfo","state":"requested"}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000003-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000003-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(00000003-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Creating 1 node(s) for c1(00000003-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"AddingNodes","message":"","until":"2026-11-20T12:41:19.819Z"},"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'joining-new-nodes',
  '00000004-3292-5404-b11c-4e7099ba7d67',
  4,
  67,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}}]}',
  '{"observedGeneration":4,"phase":"joiningNewNodes","phaseSince":"2026-11-20T12:41:19.910Z","phaseDeadline":"2026-11-20T13:11:19.910Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:19.809Z"},{"type":"Ready","status":"False","reason":"AddingNodes","message":"nfsd-4aw9: no word from the guest yet","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Reconciling","status":"True","reason":"AddingNodes","message":"nfsd-4aw9: no word from the guest yet","lastTransitionTime":"2026-11-20T12:41:19.765Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"booting"}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000004-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000004-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(00000004-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Creating 1 node(s) for c1(00000004-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"AddingNodes","message":"nfsd-4aw9: no word from the guest yet","until":"2026-11-20T12:41:19.920Z"},"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'draining-nodes',
  '00000005-3292-5404-b11c-4e7099ba7d67',
  3,
  68,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}}]}',
  '{"observedGeneration":3,"phase":"drainingNodes","phaseSince":"2026-11-20T12:41:19.457Z","phaseDeadline":"2026-11-20T12:46:19.457Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"drainNode node-18ne","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"drainNode node-18ne","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"node-18ne","role":"worker","pool":"worker-6481b1e01c55","vmId":"601165d0-2424-4b9d-9ac5-bccaf4ad885e","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:41:19.457Z"}}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000005-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000005-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleting 1 node(s) from c1(00000005-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"drainNode node-18ne","until":"2026-11-20T12:41:19.508Z"},"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'deleting-node-vms',
  '00000006-3292-5404-b11c-4e7099ba7d67',
  3,
  69,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}}]}',
  '{"observedGeneration":3,"phase":"deletingNodeVms","phaseSince":"2026-11-20T12:41:19.590Z","phaseDeadline":"2026-11-20T13:01:19.590Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Ready","status":"False","reason":"DeletingNodes","message":"the VMs are being deleted","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Reconciling","status":"True","reason":"DeletingNodes","message":"the VMs are being deleted","lastTransitionTime":"2026-11-20T12:41:19.457Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"node-18ne","role":"worker","pool":"worker-6481b1e01c55","vmId":"601165d0-2424-4b9d-9ac5-bccaf4ad885e","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","removal":{"since":"2026-11-20T12:41:19.457Z","drained":{"state":"succeeded","message":""},"deregistered":{"state":"succeeded","message":""}}}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000006-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000006-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleting 1 VM(s) for c1(00000006-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"waiting":{"reason":"DeletingNodes","message":"the VMs are being deleted","until":"2026-11-20T12:41:19.600Z"},"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'deleting',
  '00000007-3292-5404-b11c-4e7099ba7d67',
  5,
  70,
  '2026-11-20T12:41:17.521Z',
  '2026-11-20T12:41:20.249Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}},{"id":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:20.155Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.047Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(00000007-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(00000007-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(00000007-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Created 1 node(s) for c1(00000007-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","id":"9ae9dc59-1867-47ce-b1cb-d03b0f4a8bde","text":"Deleting cluster c1(00000007-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into changes values (
  3,
  'created',
  'Template',
  'provider',
  'not-built',
  '870b3629-19f0-4f97-8c74-d2e1d920b09d',
  1,
  3,
  '2026-11-20T12:41:17.250Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"no-such-item","description":"offered, but its catalog item is missing","isDefault":false,"position":2,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"conditions":[]}'
);
insert into changes values (
  6,
  'statusChanged',
  'Template',
  'provider',
  'ubuntu-24.04',
  'a780b7c8-c7db-41fe-b11e-7bce5f9a96e3',
  1,
  6,
  '2026-11-20T12:41:17.233Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:41:17.405Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.405Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into changes values (
  28,
  'created',
  'Cluster',
  'acme',
  'c3',
  '4e0ace4c-3ed6-5b28-98be-9e3774a783a4',
  1,
  28,
  '2026-11-20T12:41:18.673Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"4518cdc0-db5d-45d3-89a7-bdad572af598","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[]}'
);
insert into changes values (
  60,
  'specChanged',
  'Cluster',
  'acme',
  'c1',
  '010c940c-3292-5404-b11c-4e7099ba7d67',
  5,
  60,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}},{"id":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:20.155Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.047Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Created 1 node(s) for c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"}],"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into changes values (
  61,
  'statusChanged',
  'Cluster',
  'acme',
  'c1',
  '010c940c-3292-5404-b11c-4e7099ba7d67',
  5,
  61,
  '2026-11-20T12:41:17.521Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}},{"id":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:20.155Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.047Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Created 1 node(s) for c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","id":"9ae9dc59-1867-47ce-b1cb-d03b0f4a8bde","text":"Deleting cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into changes values (
  62,
  'deletionRequested',
  'Cluster',
  'acme',
  'c1',
  '010c940c-3292-5404-b11c-4e7099ba7d67',
  5,
  62,
  '2026-11-20T12:41:17.521Z',
  '2026-11-20T12:41:20.249Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}},{"id":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:20.155Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.047Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Created 1 node(s) for c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","id":"9ae9dc59-1867-47ce-b1cb-d03b0f4a8bde","text":"Deleting cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into changes values (
  63,
  'gone',
  'Cluster',
  'acme',
  'c1',
  '010c940c-3292-5404-b11c-4e7099ba7d67',
  5,
  62,
  '2026-11-20T12:41:17.521Z',
  '2026-11-20T12:41:20.249Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]},{"name":"worker-6481b1e01c55","role":"worker","count":0,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":["node-18ne"]},{"name":"nfs-40399f27cf69","role":"nfs","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"sshKey":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"worker-6481b1e01c55","count":1,"rollback":true}},{"id":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"removed":{"nodes":["node-18ne"],"missing":[],"force":false}},{"id":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"added":{"pool":"nfs-40399f27cf69","count":1,"rollback":true}},{"id":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":4,"phase":"ready","phaseSince":"2026-11-20T12:41:20.155Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:17.998Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.916Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:18.117Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.047Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:20.155Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:41:17.659Z"}],"vApp":{"requestedAt":"2026-11-20T12:41:17.605Z","id":"26bb6491-e767-4588-ab0d-b2fecf341b04"},"nodes":[{"name":"mstr-azq2","role":"control-plane","pool":"control-plane","vmId":"f9282801-6d11-4adb-b478-b4df0f3ba49f","ipAddress":"127.150.222.10","guestBackend":"guestinfo","state":"joined"},{"name":"node-xh7n","role":"worker","pool":"workers","vmId":"8caa397a-1c5a-4312-a4ca-5b2aff365562","ipAddress":"127.150.222.11","guestBackend":"guestinfo","state":"joined"},{"name":"nfsd-4aw9","role":"nfs","pool":"nfs-40399f27cf69","vmId":"d846e0f0-112e-4852-ab67-6fdf9263311b","ipAddress":"127.150.222.14","guestBackend":"guestinfo","state":"joined","exports":["/home"]}],"endpoint":"https://127.150.222.10:6443","tasks":[{"request":"2abb3ecb-1f19-4410-aa24-b0f4b2fab236","operation":"create_cluster","id":"c0100ed3-9310-4a6f-819f-6d29242f4acf","text":"Created cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"f2aa8e64-2b66-4a6e-a2e3-54ecd00bd78b","operation":"create_nodes","id":"5e8f48c4-67cc-45ad-8e98-235587fbda60","text":"Added 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"edaf8d7f-43e7-40f9-a3f7-d1398872b53d","operation":"delete_nodes","id":"66c0b4db-6110-4bf4-9db0-f68df8f805d7","text":"Deleted 1 node(s) to cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"5f5c66e2-662e-461a-bcbe-5cc3b657ae88","operation":"create_nodes","id":"8f38cd5a-e801-45e9-9cd0-1f8578628584","text":"Created 1 node(s) for c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"success"},{"request":"825253a8-d1b9-47a9-b1aa-d05dc76d1068","operation":"delete_cluster","id":"9ae9dc59-1867-47ce-b1cb-d03b0f4a8bde","text":"Deleting cluster c1(010c940c-3292-5404-b11c-4e7099ba7d67)","state":"running"}],"readyAt":"2026-11-20T12:41:18.117Z"}'
);
insert into events values (
  17,
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'Normal',
  'Accepted',
  'alice asked for create_cluster (request ee880fb5-0c62-4c6f-9fe5-b88380db09ed)',
  1,
  '2026-11-20T12:41:18.217Z',
  '2026-11-20T12:41:18.217Z'
);
insert into events values (
  26,
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'Normal',
  'NodeJoined',
  'node-v8gn joined (127.150.222.13)',
  1,
  '2026-11-20T12:41:18.528Z',
  '2026-11-20T12:41:18.528Z'
);
insert into events values (
  28,
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'Normal',
  'PhaseChanged',
  'wipingUserData → ready',
  1,
  '2026-11-20T12:41:18.605Z',
  '2026-11-20T12:41:18.605Z'
);
insert into secrets values (
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'jobKey',
  'd9765409e335b936',
  x'276a59601edd9879d80ace16',
  x'a3ef5bad592333a0f8005553f37453f5f644b40ff0c2f4b9132c769c6b08220e87e2b7b5f95bc865fd8bfe62b3385e45d1d9a4a34df99099758eb2dd51c4adc58e47b00ba2284fd29a1f2a59cb3bcadb99286acdf44ad0cdf58ece932b316e3ac1d8976ab1f1ab4243de62d2c96a8dae1d5d8dfb53b3cf767b056135cdf9ddb4e386e3710e4075'
);
insert into secrets values (
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'pki',
  'd9765409e335b936',
  x'ea76fd8ebd716251808eeb5e',
  x'38d067435223ef16aec784517284519d96b30073fbbeab11ee3e2481180d6decfe7848c590e1a906cd47765e75988f9f2e4ca99a2dce22c49e4fc3350fcf66d9c1f10c4f641ca42432e27b735de1a4ad3b883dcd35fba25f1703ea509008c9da878137224ef8d17a5f03d927d779c345c75fc4f6639bf0d5ebdd679cc669114ab3f3a96e22b7aa04c173c54b0092135c103cfeab783e9028023fb6e5ebbdbeddf52a2c4882262f2fc416eb11faedcd7cb208439905961a3182ecb653aefaa26449c400fdba75d06082aab26ce53296d44197ba3de3ecd7fb1918cb2389fd77f28df578ad69a957133e7e9b474d0809f18f345cfd2661016b5d6af7384f9962fb11f5e778a3af984f7e288c46f35556c4fc1c200dbf1f6e9b589960463e774b5f8f42fa63cb7dc314025efe698f2eb7922059dc1be13b58d91aa0e678fa6fe8ecaac270bf075e55cb25db7fc1edcecf6041701d1d6b3bd3a5dc91092020a97b1d3832c6bdbc69309d7c46558ccbc78f218eabd396cec9e8ba362b4984ee5bcf18c5c4e038e5b8ca3f00a1382277ce416fefc86c19383e81f31ef9c36d7c4e70d3f634af665d7f2cd175c026a7e4db26f1730e966f678b7b6b26800c4b1a44c1eefe1be3ea028f90e07873f167fb3720703ef7b76bf6a660f1713d9c720c33f15d4c6e6a04c65dd3a472e8e8f07f010a0711111cecdcb5dde0518821829668a87e724404a641ab052e2226384581482c5bb5fe293930f47fe60b3daa399a6627d38d63cb12f816ac225ebd18f2af2025f2cd2122acc836cd02c39201cbc8b12f9640800d9e7e0e47995d12349fef4e4cfa4ca19a9f9fb5280a1dc4b003662f2ffe58e9908b53eabf91735f2e3732b5975ee0f4c9ef670a01789a8ee512c5ec96dbc003e614b1cafe3f0329df8b0025dec82919b8c0b25f65eff17799b741ad7ed2b9ea0745bdf3dcfa11850b51b4146e6e29ec2d1fb69acec8ba050bb1562caab8ae82f4968ca5f3475dc782b72ec7f3b48ee7df607b90105daae322a6db6fe8883cc6a73e15e6b1aa9cb2ba517cc0b1573b3790aabd2722407aef149c89d2907e5299ed9340f4dbb2c54ead967d3e820a2b473fd524ad387c5747c5c6bf5e4818ac62e58b43a6eb382c1ef021c2516d3b715113dec0da5f4518e10e1baddc6e8af0928fdf0822d4fd353aef4557ef0753b12b2a62ff77317ea85f3bdd3daea51d0707a8476516030c86d8c325d914c25256095ff7dbab807a3602d24002c1b8ddd13bb0d14e7840bfe3c24a0baf86544a6572dcb33577e34a4c6fd07e93db66d3d64123d167f12026897674a9fdf565c1388c169a7ecaff0fc73eb5f6689fb6eb2b315efeb8edcbf4fd75f19e360db0b2fb745476e867b2bfb463e1876e412c000622016c672be7143a5aa1368c67d59e0c8234f929f146c0aeb4723d4c5e4b7032819b2857724d8f076095252da1a33103d89685ed1799e10714f38db71f147c13fc038e01c983d81afbb03981feeb1efd01e1f56bf76261e9527d09c5249b922d7706165decd3403108e24ff5a85bf067e2c2375ebbe63d1cda79436d6a0a823a97548c11076b0e5a9ec773c5e30385d9aa7c18536e82ea0ffe0f6bdf3237da6f54a1d00d9cc64bacc0bf9e7373621bfcfebb31ee029b1bed56c4a63d6473e68dc36307ba6d1b2ad41dbc884def441d694f8da014f841eae3e724a3ee782158422cde485bb95793d6752d0e29da5e7a63697e741e4520db125a37ad3ad8d0ef53cd9d887fecb9a55318078d913d021b89ddba21faeca129a8fa3c55363b473cbc50e4b17fffac505eb24984b1cc78b4a5571f4495f004dbb50508b4a1674f27427dad5d524250e48a3c45bc6b5c4c3ef264b93666b8f69cf01ed299446fedaadee3625a2afb9570976e9ca64cb714a61343ec0e1db000a14fd905df361a4f6cb6fa14fb6dbdeb474d59a7c87f73cb5eb8bde32a3b3e6dbd095883ff5410eb18c89a65894d6c44882d40001df1f460d76f11753b681dcfeb5d055e78e18cfc1d3acde9f8c048217f42c6a8c7bda484aee0ccf41e0d5d22ceff215e896e56529aaaf771b693adec98f5a345e736800ff6af37c1b73fe314f715046fb07df0f724ddb7c31f68ab5292e72e667c9550d3e87208fd2f1a01df4d177822837fa9c7f680f8bc3278ecc630c7bf904e38552245af66dbb5a6f7d4e6cc7e77924d5ccc9425ebd8b33c0923c2ebda6a32624fc8cf7d2944b55d5cd509a2b3de59c057122db6b3c3b06c89a14c9b51bf7f4d6ea35f52ad676dcc3e047de4dbda382a5d81be4137d8713015e2ec77823e67c663f0cb93c79a54737652c9e58fc64c0a18daef5ac29c6f85862531d7a9dba09943c2f7dac38cc533f1dfc1d3225a5493c70f148b2c811dc7421dae9e8021e4b1afb8797201420083a8dd6812ba4e627875bcd79fa06682bfff0263074ab03b8c7b01d04c3c5292b934985d0704339ddb0bd9e0c81ccca3d1095ff2dc49d51f6f80ab7f08246a5b4874578283af1883cab154b4736a4399c5b8f10e50c5adc94a0bb6f6db2d1cf2dd0203fe0cd43fcfa2826c046d262593978eab4bfa7fdd7f81b1f47e7d0d7c42d88b7384f1eb71d350ebbbb036305491e40c1829bc8361bbb8554c5d3548798b521b7cacde2c16b22042a459a0a70f34a3490e8566e238f85015f0bf4882dbc915026d4992e353261aa946458f6e237a7a55d2459c962cf05b5c2cf93f57d9f760f881a83e8ae23c0f3479a330b6dee8f665cbb290de4e9851ee8c71cd8df985d96132623cd98a81211df3991dcee5d3178f479fc925d9a5e4096a5dd6c1bebae28e1fda12ba19dc9275080d69fded39c67fae56531b7aa2baa6b661c296a7b35108b3bc8b378ea223604c5d23d4dd3d38faece713fbf6148d6847d2519d2db9a91f0836f07f6bcfb70a92e878ab0dbdbdc51f785dae22360a2b539d17d336b4124940047b282a8b6cc8620070e053e4db19dc8e69e5ae89f51fbf4659992ceaaf889a26fce28b3f76ad89160aa0285d975fd3f7343f0c397642cce0db69b9ed225673de9f57deb6675b7c1e599cc52ae794d2ea68de2ac455156939993b19ee772412be7d9b83053595cf1f5ef1a08127e16db8197dae19ae3bd2158bf86dd2e41832c63bf75499d1548fc767315d77d6f859dd88ed4893c90a22825195a85463433d5758d1aa83cd382cb10876cca82b1ce63892e4a563975ce2f86a6ec1357b50d42c99ff89a5523352ec9d6c2c57ad996e194fe66df3d73a7c5161bbc62c104557bce42249d54afe71bdbd903468fe15b32c68d1531fd5b09c11a764dee76d8020e3c137dbd4a12169e29583f24fa60000b072ede955454fa498adaf8246a81aab08f0b4dd6bdcc8f062ab6fc394373884ab43eb2587f60c0f6115a826c19ab723e38653e9e785e1269a05813138aff6a2effdce2b6e48f88b4522a4c84dbb039b14a3297f299e051ab0e8e8ca2c9487564bad8607309c42f98d23b0f70190c67936f235353c2322419f2743e308dd3f9d71c266465f7999fa40a21c343a1a4b253202899463594cf84a9f60bc68656c73152e0e695553861ff75656334b059d93112075f65958bd8c412083118ef8fbb1d870d5ee2f91e05cbf650458fa02756bfca1a8afaef20220fa330beb85bce765ad6e81a191f51e8e2f3735a02a78692792fa475c92848b467ad15c1ae386047f114b875553814c3bf2900f2ada5e3b13ff4fc5947a3231eafca2479ddac447ab64fa5a28ea0ec3aa421454f9438cec6e197600cc055c57f3a6ca4ab79f979195d56fea04ad7329124cb461123a313c8dd18b4c58481fed859ab93e692e7974e3d8b63f1aeac7c5ae8fdf53698b0765bb5b6ebc009577775ee7d531d04b91c23a1fcc16ce67a460bf8ce3cdbc60db3658e88c45cf4db179b645385c8bcc88ce8b92a1cc4f09906770a2cd8968eea700a45f085534e39b23087f86126d1e78a81e83177545508cd5c2b4805df1bf17af76d9ecba33c542bf9440783aa071a94e58d5049a9c29e271a0eaf9e9fb8b728c33c564b2edb9f61cdebc3e5ee5c27b5cdd6a1ba4b71bfb172d99e51a228be4feaa06048d552c1016ac6610411639dd72f357f7780fd80221d8337d64a0d82b522f155e55d525dfef603cd3d8756cf3568239f94f8f4659aa92b63b9615337609897c91a15a63602050c2b13c124a280dd9880dce114106fa0eec0cdaa10523d8cf3d2d475aae6e137afd49af1a24803bc3eacdc9032f24325d7b17d34a65c0dc25ad871860573e1ab6fb06b8c508b4e67f3aed3d947361709c4e07e71281f4db78c3ab0a6191021368b902d604f728cafba9474ec3c690d801a72032e5d95d9a3f563ae1cc2e1097c55e3351bb26a040fbc6cfe7cb3e546067ae246955efa28a312fceab1a43633a6e2e25aa571f99dfb90b8e1b8dd705c663b1d7f71851c0450e89468bb12f59'
);
insert into secrets values (
  'd1afd261-c167-5e75-a58d-a8500e3e7dcf',
  'kubeconfig',
  'd9765409e335b936',
  x'9bb5a11789011015c06251c2',
  x'bd1357d968fcb8e8538fc70633a5d75aad9f7b5aeb038c72a75e85275e310a18ea9dd6427fd55865d3a087786f62f7b110326bed823737c4b27b956728c4fe84e3c7292ec5737bd6c41da1e9b3dc5fad3aef32a35318bb1a9a068d8db4efe8d962b3e399c9d3c51e8aef524023cda1aafd037a3d916bb336d0928730e856737499d4163a2c206fbdc1454f4048d7ee87c4b340988b787bbcc886f21547600b035457c4aac92983ec68fac5b17772a7cf4274c8dbcfea1626af59a7475330a0eb97fef0e431ea7cde34d5969267d9976ece14bc2944ae797a42e42d31877a5983c3bc06c4ee4000b16c167e7be887512c5fd185c48af44fd955169f40268e53f9b4a3b8b8cccca23fa9a13ed754ef248194433d1e3f6c521552299df06b2882cf16190e7e75c4601b7132a5191527063553e7fc1ab82b72d2bac552650c61a05093787605fc2fc9b24341fe8e8be846bba7537ba5ea8e5e0888bbf554bed93be0a1c49e4e03d434bef6df99b2dde3a261a984f644ab01483f655c9ed11d14d54b6611ec188d8d7fba49c0883d4b93c2363e6c0f470bd76351ffa5148094df5c478adfec91060a645b9e3579219802441ce58c60707cf9ff35826c0903274e3d51aa68a7c6fb4539ea78a585ac7085744cffd2c19eb7fb9033c9db784c9678b026b298f141e9c9f54c16b23e6f9e00e4919663850365bb7938d616919239cf399b961a36b612ccfbe9bb5d5eb7b93cece80cdb9627acb6fcff996528fe5c08a727cc485f01821f54902f60366b174c8963bc40f30e1015c108a34825e294af3b81cac939a9f8c1f680579cdd7a75173c2b55e7b85931efc344eedb6011b73fc4cdc869faa1b735f22c0ec462babe6e42ec6857d9fe5b8737a28293d59aa25e76628bc5a9ec468666152dd85272075a93bb81ba5a88c1904af705b4d5cf34310b31d01f5b90577ba79ff509b8e1441e694788f384eeab3676cf5de9915f8d05dccb305a63cb92ce4e4ab5e8830cad76350d90993e9ea5fcc4c2761400c02513691202e967f811f8570eb20b8ccf802647b8c828f5270dacab8d116f497f022234e548a5c109fe84af5e7802fe66c8e788b4bab0c146b77d26d171b3b46787a525122a36d2c238f42b6f8dbe9366ee36fada3bfdf4e2fcc733a6cc27d46d622eb885efaba3c45fe16184e3c3437c7c609d66f827bd2403b872ca4a189ac5d81a0e053f793610a69a5f8ef3aadc22ff854894095f9ef150385317ed23d9e73e359429ec6cc15442602e3d71aa835f23df8352e6687156494fa79848cd707518a18da9653e62924872b8b2c94930b453a79b306499d4f04c6a1429051144a0538d7a058f9e5d0165abe5e8b77bf55c2a83a39e96bcd588479cad544bba535930f5f486d47bba1eef12d83faf2ed339b59745b1344d6289f6065048da272155716ee57aabda85cdeceadc78d58cd545ca608a9fc3d8880f0438d485202510ecbbb38ed98eb7a0e829ca036f94c03757e55c5232af608f2819da04c688ef65011e8f4c54e13fea18a8c8c4767970f341867923e13bbe8199e32e4644dba9983d484035cb0655fd147070b2fbde8da7e8c40f43d3d7e8b14568769804f76206c84d913001c6af098484e27e1f4e4758e0dd9cfa9e995bd17467ad36dbf364f58b025bc45f1df19166c989dc6a5384a301a6897016b9ea88999fb2d800e0cfb3f25a92e3cb09c63429b0af17f8da98db1b1583bc5709e6c668114bb0ebbf61641fb49da10403038c7fdbaa0b654de0a480c412b9221b1ef01d5c74329d7076c6638c587622217d37eb3164d8fe9296cc693f4e248220cfdc55ff4d90ce9894e0d70be8c05b3b10272910c611cc6782115f78cc883fa74abab4712efda30bd580af3dcfd3f6f43798ad5601322651d49d7f10ff0d9edfa484849ba64289e8793ae88cb7a20b990782cf8c235c1d7f2b40a05356f83790c6c3067e05aa84f49e26f5b9e141cc6a7796f8d9afcf8849eae15dced7db9966b2de459aaa8e1eb5cd31a3205c4cc50114c52b509377fae5a756fe606279f23d2865ddd25c240bf56f83fccaf7142b3c18e4436d636e841a5ef14d60131ad544bc9178b2a7a4f0d060684bb1c826aa0d8a3c30fbfc30cb1fe22a25ab247f5cdab076bc37a06ff320cb8496dcc75be65d4c34e79fbb75e7c0bd13a96d5703c0a3d69fb33d7711c2b39659f2d509b79ec5f1ca71dfcd6cb087e654badcd3ea489701c3a11b69e3ea28af804b6ef2468787db20ecec504b746d144b86c013e022b9b7be4f2fe5827339049064b0e25e1c14223f29983debf03c0bf0259b1de9f9b78bc42b60a186dc98cd1cfab1dbd14fb15c78a3c155c04b3b91bd0a89b8fd3b74ff6756424e1027a347f62b5a5ee663ed12e3be35c8704222dcd0e105f01df75d4a5eb63de7fd4f29b33546d376eef593714b366427b2d4ad05679fe9da435a60ef0fa3213acdaf68fc499b5cb00ea64ceb6569569d3322ee594cf2a0e5ffdd673d273bc07461c4f9032b29a6819b3920067e3ab46d2079df2baf29abcee100fbc8c1db5e364492068634f7ff7346f99586fbe52dcf041b3de56e2aa31357a82a76adee94dd59448ef01e2cfc3f0f833733539c82af37193de5ce6ae14a04e0d4e07a4dfde65b66d49bfe495e44d9a38d5efae49fcdf80dec1982d0f8724577a2e5c4f549a0082e9b0076688a3b84390d25ecfc24271b07cf20b07e92638da43714df353359e1c188b596529324c1e5eb7ffc44859846968b41ff5460c93cc1a5f2c5b50bdd8f7e3ec7cddd02eea14c4bfc073d59c554b47033c5d05bf9d79b240d62718eeaac854ec784c7284331ebb4467f16d7d21bab27cfbbfbda5f3f02c143b963384f467e876aa32defe2a9cb20975c0560bcbb5b4e44607e42eff379cc0ae5b61c55f3d74bfb3025b5a4bd6f99316e1da555e8ad0c16005d55d26708c00d19a666f595ad4be03d1d07e32d9ec0b0bfc08bac7f9a7797b6f8c9d876423d5fdf8e7462b4889272f4bea2e3e700b530dd2c73bf60b5145afbf41a7c1aab5bbf00063d776dd159a42275f8474ca0525dbf4cbe9202f47ec655be63ced1f4723c9aaaf4d76e91811241b70dbd0bfab5fa0235fc509d4ca1f11243a1f43097f1c10423ef51783a8dba8225701d36cb5719b6c2c43f1fe7a458445c53246cad1c1332b4c968f5b0b6edd85e032a046ee085f1793d612393774099921c3b9e895d833353599d28eaf639b85da4c3e3991a9f15ba4ffc217fc860574c58d52ff7597299b279ad3c5596e66ed49a78efee64b248f24c095ed5770113a5224b'
);
insert into settings values ('service', 'enabled');
