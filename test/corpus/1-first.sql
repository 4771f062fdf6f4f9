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
insert into counter values (1, 44);
insert into records values (
  'Template',
  'provider',
  'ubuntu-24.04',
  '1e026291-ec86-4c1d-a5eb-45d76e2abcb1',
  1,
  6,
  '2026-11-20T12:40:00.515Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:01.513Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:01.513Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Template',
  'provider',
  'photon-5',
  'ee44ec2c-7219-4504-8fc8-0292e9aa7eb8',
  1,
  5,
  '2026-11-20T12:40:00.565Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"photon-5-k8s-1.36","description":"Photon 5\nKubernetes 1.36","isDefault":false,"position":1,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:01.341Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:01.341Z"}],"source":{"vAppTemplateId":"b2b21ff8-9a22-58e1-b0ba-77cee6b08ef5","vmId":"0087d4f1-a5ad-5965-9a30-03f5a5266dbf","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'c2',
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  1,
  31,
  '2026-11-20T12:40:04.005Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"478fb3c2-b641-45b6-9876-d0f9b364c733","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:04.891Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:04.424Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.424Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.735Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:04.424Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.735Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.891Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.039Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:04.038Z","id":"1b1e371d-2577-4ac4-a7a8-5572aa06db4c"},"nodes":[{"name":"mstr-qqbn","role":"control-plane","pool":"control-plane","vmId":"53c1258c-ace2-4daa-af26-aee85dae76bf","ipAddress":"127.43.85.12","state":"joined"},{"name":"node-1zsi","role":"worker","pool":"workers","vmId":"500abcd1-0e10-442e-954b-839b1209b8fb","ipAddress":"127.43.85.13","state":"joined"}],"endpoint":"https://127.43.85.12:6443","tasks":[{"request":"478fb3c2-b641-45b6-9876-d0f9b364c733","operation":"create_cluster","id":"fb62a046-7ee4-4de9-aab6-79993a03213b","text":"Created cluster c2(1d49a130-beba-592d-82a3-e6c28e91c3a9)","state":"success"}],"readyAt":"2026-11-20T12:40:04.735Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'issuing-credentials',
  '00000001-b189-5e50-bda4-e2fdafa9974f',
  1,
  39,
  '2026-11-20T12:40:02.039Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"issuingCredentials","phaseSince":"2026-11-20T12:40:02.508Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Ready","status":"False","reason":"IssuingCredentials","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Reconciling","status":"True","reason":"IssuingCredentials","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","state":"planned"},{"name":"node-179o","role":"worker","pool":"workers","state":"planned"}],"tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Creating cluster c1(00000001-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"waiting":{"reason":"IssuingCredentials","message":"","until":"2026-11-20T12:40:02.508Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'planning-nodes',
  '00000002-b189-5e50-bda4-e2fdafa9974f',
  1,
  40,
  '2026-11-20T12:40:02.039Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"planningNodes","phaseSince":"2026-11-20T12:40:02.410Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Ready","status":"False","reason":"NamingNodes","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Reconciling","status":"True","reason":"NamingNodes","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","state":"planned"},{"name":"node-179o","role":"worker","pool":"workers","state":"planned"}],"tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Creating cluster c1(00000002-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"waiting":{"reason":"NamingNodes","message":"","until":"2026-11-20T12:40:02.410Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'initializing',
  '00000003-b189-5e50-bda4-e2fdafa9974f',
  1,
  41,
  '2026-11-20T12:40:02.039Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"initializingControlPlane","phaseSince":"2026-11-20T12:40:03.790Z","phaseDeadline":"2026-11-20T13:10:03.790Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Ready","status":"False","reason":"WaitingForControlPlane","message":"mstr-dfvz: no word from the guest yet, node-179o: no word from the guest yet","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Reconciling","status":"True","reason":"WaitingForControlPlane","message":"mstr-dfvz: no word from the guest yet, node-179o: no word from the guest yet","lastTransitionTime":"2026-11-20T12:40:02.410Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"booting"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"booting"}],"tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Initializing cluster c1(00000003-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"waiting":{"reason":"WaitingForControlPlane","message":"mstr-dfvz: no word from the guest yet, node-179o: no word from the guest yet","until":"2026-11-20T12:40:03.800Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'deleting',
  '00000004-b189-5e50-bda4-e2fdafa9974f',
  2,
  42,
  '2026-11-20T12:40:02.039Z',
  '2026-11-20T12:40:05.258Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:03.946Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.946Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"joined"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"joined"}],"endpoint":"https://127.43.85.10:6443","tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Created cluster c1(00000004-b189-5e50-bda4-e2fdafa9974f)","state":"success"},{"request":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","id":"7de17a26-32c1-4e65-866b-8f099af1a02f","text":"Deleting cluster c1(00000004-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"readyAt":"2026-11-20T12:40:03.927Z"}'
);
insert into records values (
  'Cluster',
  'acme',
  'giving-up',
  '00000005-c347-5e32-af61-a1851b3c07ff',
  1,
  43,
  '2026-11-20T12:40:04.791Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"3fa46643-fa44-4250-a437-c0ace9e0c27b","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"givingUp","phaseSince":"2026-11-20T12:40:04.987Z","conditions":[{"type":"ControlPlaneReady","status":"False","reason":"WaitingForControlPlane","message":"","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"InfrastructureReady","status":"False","reason":"CreatingVApp","message":"","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"KubeconfigPublished","status":"False","reason":"PublishingKubeconfig","message":"","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"NodesJoined","status":"False","reason":"WaitingForWorkers","message":"","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"Ready","status":"False","reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:04.987Z"},{"type":"Stalled","status":"True","reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","lastTransitionTime":"2026-11-20T12:40:04.987Z"}],"nodes":[],"tasks":[{"request":"3fa46643-fa44-4250-a437-c0ace9e0c27b","operation":"create_cluster","id":"dec452d4-acfc-42d5-943f-de192717a50c","text":"Creating cluster c3(00000005-c347-5e32-af61-a1851b3c07ff)","state":"running"}],"failure":{"reason":"VdcNotFound","message":"VDC initialization failed as arguments are either invalid or None (no VDC ''no-such-vdc'')","at":"2026-11-20T12:40:04.987Z"}}'
);
insert into records values (
  'Cluster',
  'acme',
  'accepted',
  '00000006-b189-5e50-bda4-e2fdafa9974f',
  1,
  44,
  '2026-11-20T12:40:02.039Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Creating cluster c1(00000006-b189-5e50-bda4-e2fdafa9974f)","state":"running"}]}'
);
insert into changes values (
  3,
  'created',
  'Template',
  'provider',
  'not-built',
  '89a36166-52ee-40d5-ad7b-5b759cb6b066',
  1,
  3,
  '2026-11-20T12:40:00.578Z',
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
  '1e026291-ec86-4c1d-a5eb-45d76e2abcb1',
  1,
  6,
  '2026-11-20T12:40:00.515Z',
  null,
  '[]',
  '{}',
  '{"org":"provider","catalog":"cse","catalogItem":"ubuntu-24.04-k8s-1.36","description":"Ubuntu 24.04\nKubernetes 1.36","isDefault":true,"position":0,"cpu":2,"memoryMb":2048,"guestBackend":"guestinfo","kubernetesVersion":"v1.36.3","cni":"flannel-v0.28.4","paused":false}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:01.513Z","conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:01.513Z"}],"source":{"vAppTemplateId":"c9c13236-5be9-5e95-852c-ba9ff14e4595","vmId":"25d54295-73b1-5d56-b83f-66614636e82f","vmName":"node","primaryNicIndex":0,"nicAdapter":"VMXNET3"}}'
);
insert into changes values (
  29,
  'created',
  'Cluster',
  'acme',
  'c3',
  '4841dd30-c347-5e32-af61-a1851b3c07ff',
  1,
  29,
  '2026-11-20T12:40:04.791Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"no-such-vdc","id":null},"network":{"name":"acme-net","id":null},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":2,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"3fa46643-fa44-4250-a437-c0ace9e0c27b","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"conditions":[],"nodes":[],"tasks":[]}'
);
insert into changes values (
  34,
  'specChanged',
  'Cluster',
  'acme',
  'c1',
  'af276f28-b189-5e50-bda4-e2fdafa9974f',
  2,
  34,
  '2026-11-20T12:40:02.039Z',
  null,
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:03.946Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.946Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"joined"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"joined"}],"endpoint":"https://127.43.85.10:6443","tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Created cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"success"}],"readyAt":"2026-11-20T12:40:03.927Z"}'
);
insert into changes values (
  36,
  'deletionRequested',
  'Cluster',
  'acme',
  'c1',
  'af276f28-b189-5e50-bda4-e2fdafa9974f',
  2,
  36,
  '2026-11-20T12:40:02.039Z',
  '2026-11-20T12:40:05.258Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:03.946Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.946Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"joined"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"joined"}],"endpoint":"https://127.43.85.10:6443","tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Created cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"success"}],"readyAt":"2026-11-20T12:40:03.927Z"}'
);
insert into changes values (
  37,
  'statusChanged',
  'Cluster',
  'acme',
  'c1',
  'af276f28-b189-5e50-bda4-e2fdafa9974f',
  2,
  37,
  '2026-11-20T12:40:02.039Z',
  '2026-11-20T12:40:05.258Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:03.946Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.946Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"joined"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"joined"}],"endpoint":"https://127.43.85.10:6443","tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Created cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"success"},{"request":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","id":"7de17a26-32c1-4e65-866b-8f099af1a02f","text":"Deleting cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"readyAt":"2026-11-20T12:40:03.927Z"}'
);
insert into changes values (
  38,
  'gone',
  'Cluster',
  'acme',
  'c1',
  'af276f28-b189-5e50-bda4-e2fdafa9974f',
  2,
  37,
  '2026-11-20T12:40:02.039Z',
  '2026-11-20T12:40:05.258Z',
  '["containerservice.dev/cleanup"]',
  '{}',
  '{"org":{"id":"f960a43e-09fd-56bf-9b86-31a7a6e4b93f","name":"acme"},"vdc":{"name":"acme-vdc","id":"f8f2ac26-c2f3-5571-99c4-b74a85402c47"},"network":{"name":"acme-net","id":"7f594428-2fa9-5032-ba5a-761eae8905ae"},"owner":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"},"controlPlane":{"count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null},"pools":[{"name":"workers","role":"worker","count":1,"template":"ubuntu-24.04","cpu":null,"memoryMb":null,"storageProfile":null,"evict":[]}],"sshKey":null,"rollback":true,"paused":false,"requests":[{"id":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}},{"id":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","user":{"id":"urn:vcloud:user:73b4f941-34b6-5d26-ac07-9a495e40c8c3","name":"alice"}}]}',
  '{"observedGeneration":1,"phase":"ready","phaseSince":"2026-11-20T12:40:03.946Z","conditions":[{"type":"ControlPlaneReady","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"InfrastructureReady","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.790Z"},{"type":"KubeconfigPublished","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"NodesJoined","status":"True","reason":"AllNodesJoined","message":"","lastTransitionTime":"2026-11-20T12:40:03.886Z"},{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.927Z"},{"type":"Reconciling","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:03.946Z"},{"type":"Stalled","status":"False","reason":"Ready","message":"","lastTransitionTime":"2026-11-20T12:40:02.410Z"}],"vApp":{"requestedAt":"2026-11-20T12:40:02.408Z","id":"2fad37d1-1a01-44fb-a95b-b11891c7619a"},"nodes":[{"name":"mstr-dfvz","role":"control-plane","pool":"control-plane","vmId":"be7b22c6-8fd1-45ad-a88d-c9a79f43bd54","ipAddress":"127.43.85.10","state":"joined"},{"name":"node-179o","role":"worker","pool":"workers","vmId":"04b45001-11b9-4299-bdc6-698f8103d975","ipAddress":"127.43.85.11","state":"joined"}],"endpoint":"https://127.43.85.10:6443","tasks":[{"request":"23d514f5-cfb1-4e43-93df-a18038b06b14","operation":"create_cluster","id":"fae3dbb0-a5c5-47bc-b8a4-4a0ca1bc075f","text":"Created cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"success"},{"request":"562e0c10-6c87-4d13-aa53-d1cc1b5dc844","operation":"delete_cluster","id":"7de17a26-32c1-4e65-866b-8f099af1a02f","text":"Deleting cluster c1(af276f28-b189-5e50-bda4-e2fdafa9974f)","state":"running"}],"readyAt":"2026-11-20T12:40:03.927Z"}'
);
insert into events values (
  18,
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  'Normal',
  'Accepted',
  'alice asked for create_cluster (request 478fb3c2-b641-45b6-9876-d0f9b364c733)',
  1,
  '2026-11-20T12:40:04.029Z',
  '2026-11-20T12:40:04.029Z'
);
insert into events values (
  28,
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  'Normal',
  'NodeJoined',
  'node-1zsi joined (127.43.85.13)',
  1,
  '2026-11-20T12:40:04.424Z',
  '2026-11-20T12:40:04.424Z'
);
insert into events values (
  30,
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  'Normal',
  'PhaseChanged',
  'wipingUserData → ready',
  1,
  '2026-11-20T12:40:04.892Z',
  '2026-11-20T12:40:04.892Z'
);
insert into secrets values (
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  'pki',
  'd9765409e335b936',
  x'7f1071f041d599dea1e91d73',
  x'dd43d0c2f2a37e90967ff40e50c18e67aa6c3eac420de00c7cb6c3a32010c3fe6080bfdb5ecf67652772e0623444baf839ebf498739a1bc63b673f6c41bf72e08646a7612c75ee3b9b1e17a5926475a5c2d03998940f7a01fb08d376928ac13fceff59d328fd807638f64c3833a595be8fb4daa4bd7c7c7504e02bbde4e2360aed7820bfeee71bb19c30ea08c31dcc855dcea203b46dfc2517cca1f235d13664d398274e546b29a92402cec7b92b0d5224c131100f5e197e82676eabffbea41fdf19a2a028a554e080b578364aed9ec4734de97f209f540d78784ac7eff4d7d1bdea178ba6db290315d30b66edb5b1eac066ac570002553fb8c47ecafdbf5bf5a266ba1c38f81bf492bc837e34b25d3f82f626461bde7dbe0211cc091873105ffa81e83380015cb4a449f26b2935fae0a1cf8031bd1ba9035f9d1412fe448b057a2f484efeea9c4a5efd076ff2a6681507f5f8e69d4f325b550bb19683aa21330fdc8f970e30571afaa75a2370d237e80597069065f2e945741920f56acb50d6088dbbab6b9c5b7239a9285ce621cbbb019c24b7abd22f706e0f686a27a50d1b97bea86ac6f17d6139e7c1bb94872a4a836b45eea3c8a8ccdc702d264894460a8b9407e05e24a2056fff9cfbbd31e009330ab531081de08858cfb81aae092ce9050233124af88a9bd5e9b504d8189e2195b64419b097f0d46ab1c9a13f774fbc0a78ee6eeef229b26369fcdc8d5c78a2e842fd98d827efd51fc836f685b03ea33f9287a4180228fe6b903a7dd9f618bca31ac916c7d7e03c57f90b34c8f5b804ba84f8fe915715cf9f005c33f7e93d67850d0b03afedb7852488d4cb8d5e36f1a8c8220b8d911723a829e7bbf0dcae48f5598eb20c08a68bfbdaffdb49b4cb362af66e5644da553b618b8c144c1f7e546f3f0baf68f0e3ce5c9beec5f46338de9b0dbc620e89905d8405fd9669da17abb0858b6d998e79c3600e94ea04ef806a80232a02e0f8a065d5630b798a8fcae24c0a4c7cf1820c474abd784208d5c8e0a0f23fe0c105f46c6a698836236928f17ef38ea0e3e9115d2548d43b0d985b20688b4efbde7d542e15ec06be80aaf8ed55b4e46a3cc6a59f4b63125888ea85640e7adf2888315db34f53d5a9200420159016017892b4c2c8522016d18b2d6f405975d23869d87aeed028af461ee3ea6ec5aa6b4b292b90b7c9abead2071468eeb1e1ad8d85dbf5c3e3047b0c0142e6a8a67a60208046959a1bc71c1616a094724ea2ade86e9a0479442755245e2a1f7943aa4c07c8e5ae294d2de220cd83a9a61d075380094617a33d13f4bb612266e07c8f3fce2f3af8f440bb1e0261f22652a525c571cba132f719daf49cd2c8d87751854312a55347dddcc3523a2bcf73d4bc5a98251cf9f87e85b69945ee3f32ed70dfb7c61e754e0286e4e9164e3b500e1e4679423979da7e34999cf3787aa814d0f05fedc6e24f514e9f738e7267176011bd8ff217e02c87dc3b8803d9af92bc025c2d851373bb68d10dad9a6a03936f98eb8aa460ca5bdb6bd2d42522b2758fc0f3910d6464f54145a038735ec8d002b7518b331aa9d077bff77060119ca09ea2216cde2e23798412899287d5b946d9979d12be7d9f1d274588d46c883d60e4d0d4a168889e47c8fd13f88d9b628e3baf5ecfe26140938c3bfa05b03cb76d5399a0874f4289238c9c1b18e724f4a63d11fd206c917a35b3b1d0ec68dc4d0e36c0ae696c116af13e4fdf1491af0d6549089f44101cf27941368e2536b03e3a1d0cfab28fa943b51154d697b5cf802385d1ce575ee3bf1163c947191b1289ac7b93b47cb05719741309612e0d4337d199422a6a64fb4f87614dedec91edcfe23bbf901479e268de1173ac8929db6d7fe01957c9429a1d1906c66bff99c662eb6c1ab425d7d4ca9549adfd44a1ac680c30ac59504cfb090ae367149fb91ff85ae5e42ce7bd3eae612b8a5ce72318b3df75a8ac00fdd14151fde80469db35f631a3ecdbd005b3b1d60b227f070441d7d3cd96459f741c0657c56f6b5fbad90c31d6245e37977cf4a6d4e11c08ea373207421efe3e8aa6612798a28131d97c6420576651fb909f5c80a38917af508010b59061d6d2e9a84c45960ae023a6deba6e967120d81d1fa207067e660679b5df708f4bcafc0d73bcc0c6e16375981fb23c3cda42b2f700d30caef058e7d9bc0bb4eeb0f0cb8b86d130bef641caa511ff8acdf6634af4b93eb226651e1913be1cbdde219921aed727fd4a3d880854ee5fea4d3d22fb1e4ca7a877edae7b400b1cfb132c4bb4248d5040d54ef42b152b129b30b4ece23e69964c513ecd8d664409a647fb1430d8665666763c9c7b5478f57cca2220ebb59f84b121d3dcf5afcbb3e27173bdf192461e8e4dcea37d7ccc5dac9dd8780d6efa2eac439fc74f2ea0923a1df3cb51f09fc9e1fd5f3636b6a66663d3f4f9ad75d6106cdb06f181e6c937d987275de71edf412172af209e6a86203234e2fe9a5256a29770adcffbf81e131a1085c4343ef12f16a28227e7ea7e0073fce8d0ce0744b3e4fb54b92ee5687520df2002c6acd1fcdacb7846bebe9f60c292531d4f5576e868dcf131f3388eee2a0194f91851b4cb52e11d1d0132fdba90ce700e0cefdc6291514fced698471d227cea7943ae5a0191ae401c642b772c641baef30df9940c88d8ac01184689737668b5e5cd7f910f5a9001e970d2066a5a7fe1f88474d8ef7857ddcab49349b681f500a65663a63ef9c5b1108f82e4b7ac7dc0ce167095b75252cc1dde717cce5674dc05dc0fab45189419db17ccdba5e28268ae7eb6aa3aedf80ba45152fba4f5c46cb3a409220d4e85eef3ec7a74be9d7de2e4dc05e915e7237de16d4653e7b3b04c5e11e33b8d95297a1f4ce8d4e761d72f21397809fb44cd0392da062c9ca87ef9ef72eee6cc89b56fb44c5210c52361dc58b80a2e94df4900d064ef21a2625ea5d26697e6c56dbef32744021f2ad2439db946a35734864182b6af01012a54bdcb52d9e638bf4ee386bfc96c5aba007a31ece4d55326ec1f7022b92b404a9c8a72777bacd9ea00c0628ee7a8337db614eb3661cf8f190ce091b905754e25d97d956c4569dacc3f3e4c2592d6c205a58bd7ffd25e5025571022005f19bb7c57a5a2dd9189528b1419757c5ec4d56bfc8f0997e61e2d79a50ebcf9db914cc8e052fbf00842c48d5351eaf3cb1d49aaca75ca5e2857357e1075aaf9728abcef3689e855498bf6f25b150446056c2bd9cab2e8c562358adc5e0af5587f30aecf153b5a059d9be452ee61a8ac735c92243c4b8a0cc24891ff2425ab286dbc1f9023385e603ef2b2739aff6cb191d87ba7ca486a0b1b0aee5c130ec88cc9ab66349cd62e959ef83308122d09582f640d2b472615b8d5d55ae35419636fafa1ec2e2b43824792902e7ef5e7b4051d6071d4476b4ea78009ee8caeeeacb2fc05823970668e296766e03197fb0d10de10061b5969c556f301cd5aacf873169e6f173762f171c3a5a897fcfe85b1b770660a97f015d16b0e2daa16595d952c220a85defadb91128c0ebfd87da3b723998f9205d83969414795eaf5f0cb69a51e3e0618812653e42ab8b3c929f876d7df13463c9288fe3e6865d26bf1b8fe218c9aaef1aed60b230c05d59cf07462760aa6666e52072cb11b35d372f941b8135a611e64c8638a5c0f913ebd03cb114a03c1f9f913ad059d5b9f8a1b16ce65efa68af893a4305fad4f9971d5837eb8a4ca00af2b5a4ec9a79e947b43287f36cef6399f9297cce36451657a1b6907e235eaebd8f314d80ac0242eef64cd48d9e08b8c06c61e1ed9ec04b8bb71012ff96e2c42df481b98fe5882e095240d847a738c839dcdc37dffb4772503f1dba423d222d456f0cf453d96c208c876101850dc3de203f5206788ddabc666ef3419f4821dc641ec1009a03aea18b6ae4439dd2b45ca17ad5f58b068690222576602f34fc18655186ec53036907a686cb85090aef7b68d10ab00455b0162ff48b91a66a415da86d3d2c690409f6c2ed63307aa27f23b151826332c8af498258884f0c653be3806f755c6243a8bd1cdbf5c69a76935b216bede771e583360cf8f1cee88357b6cfa21933730c2b5e62fe5b1a086a0209f76713964ce4368684afe77a617c0ef8d75a334da46bbb80549284312e6d5c5af358759a5c7ce15cbf9bb03365ce85fe014970cb938e24993004d1772b45b7df778e5910be49ff7f0f3bc2d72bc6a3c8f51b52fb706206d24398cf7ebf91aff96435a21ce5cffda97fcf51689c7580b5fea58a0976e12e15c3ecf1dec3920c720f8816b797a01776021f79384d46a465c712c4374b5a803c789fb8e514ac30c78941d5da847777c78597222955da93b5cc08905ec9274dce76be0a9fdd5b7cb608c210e58ae249191578b8850d34c609094b2d665c9315d54a9045cf5f5'
);
insert into secrets values (
  '1d49a130-beba-592d-82a3-e6c28e91c3a9',
  'kubeconfig',
  'd9765409e335b936',
  x'494511250764eb6a77b0a016',
  x'02451989467c0ab6922680063dd56bedbd708bcd738cd2459eb947b4fb3de6f81d27e086e082f55ae4b90a9b3c8a2fd5c4f1b746b5d5d62dc28bc078102c5bb7110e088b5c020a048e72b7c736c75178f46b3b629818f36dc2fdff550839d3806dad5fea16bbb7ea22271555571c59b23efdc8f26362bef2b8879d0c45e80df6895c0fb11e3e7ba656a647858f33921bd9cfcdb3a6e63328c549ebaecb9334292474c01257e74916176b10e004ca746b8751bf898380f520fce81c1cec7372f2d82b3af8423c7b08a2c2786fba2f409b258838ecf1f21e96fce5d68b085bb3db3b71ca8eef337a959746b1435645cf528be669fabe320936330a9d0aea4c7968c970214a7999e6f886e47fed3691672be0358cee6730b5fe7711f0bd2bc9e0621af0fa995072fadb76ca360764c73a31c8d27a4ea1f5cb1a2966165acfb813dd9804df99973c2694ac9a6c325b51afa171f6236796475fd7974bd0b478e71169be2915d2ca05d49d060cf8d87c1f4a7da5a596c9fd4214c5211e458f21cf21f2fd6eafa358daed4cd4b6b9c018793b458d99fdafb14813dbecb6f74c2ab6ee94e3e6b23dc3e11468e823694d485d20ff779729032fc3b5c523bbe5af1aebc1df6864af5becbba4a093b12eb3236f6f7d69045f5d076796eff58873e81e853884992ede788f84d0dbdcaaa5856822f50742eee16d77f08504e1580dce4408b90740b0b26b4a5a19dcd112cc0c6b6a5dccbfef90996e5831dc40215197352154f6baa15aa2008b12239ff8e0a62f000345e8f73f5f82a8aa2823063eb4f64790d6db636f06388e25eb386401b6d5716ae6e9db57ed837264d582403283900fb4422d369a12393dba5bf3e4a75c339f148762e3096c8e03735d73bed2e630ebd8f014633a6dd60a2b604312475a86e6b1694ce64faaf00e77b0b0232ad32173b87b1e0ebcd63a5602f057d5562199bc38c3917f5e73610846b41f3df9b7a6cb212f2a6ae5c7c18f61e35e41a7b09404356d85dbeabc371a69ac82470d80a159c9e1e432275a24eb7f6a1ef1c3d6674eb64ad8db973e5821c06d0ae1bfb33d5e01f6c531a4a8c3bdc5be476851c4639d5b5065afb312498c7f985a78a5f3f5559200ed9cc039272bb23b9e89205fd78e1c25d496e02ec8d94335cfd780f22d8e4ecd4dcf094a43aef3ac82701bbb97d532f976f5c2c6d9639f0f78e0eceb119a5100080b4b3eb416bbb3bafc5058f5b12967495b907469ee52898f581032c351067149001514ef4a5dc9758fc268ad30984f094ef5a87acd620baabdf34c2584c8dd946db268ec24f714bd971ea61160ab62d073f5e5e5f4037c3efe298909f6460c98f2dfb8f70ad88289dc3023f214dda8b247f82d9974711d36eb4ee6d5d853fb9b3cc19c3eb13778d2b18f30c0b54d7ad1b0037e789b4634a437b6c98e55b7c4dc8b481f336f6a41a21d94bf0214513ecab6811c10593ae1ab95bab1125657f36e03a59cda06ecbb30bc9118ef451678b46f1392d040d65bf9653d8fe59cd4a5cc221f926c81c8494e428a729027fc7a37913da5e194f5d2a83d0a1b74df0454da007711aa8e4413b4396d28621ebaf1917dd42fde39ba4f864c9f29b45e9d37c971995767198e3002ccacaeda13ac3066a60000bd0508333d1402b73ecc8ba6dd5681cbc29c072c23a21c2a091b16176566e3a91100fc677db05d170a8bf42941e3212abd51f0196a6505d52bb7243b2cf9a62bbef8720ed6005a5d1e69715862300af857f31a06351c805103452608c4e93e5dbe25bd8acfbe0e5490e4079a5beaac1358ec74028f489bade17d33f49680012db7491d7018dbcbf8dbf9767cda85c8480a470e8c764dfc4b566bb6f86eb97579cbce13fbc579e9ffe451bbc376d20ecb1fd00f38f9f51308606128cb040541bd6cdc23554d827e81ba106608dd5fc66be2c287ff7cafe2bbf12887872756922788dbf227bb688d8b1bb981eb6b72e41e2e3258e46855420da4778edc96bd31735df9156152d76d1e43241ee5d7073b7bac741c6cd5510af0a8164d9f5e6b51043ca95f4cdda635c5209335394fbadad5717a59f61dce3cdab1e7160c797500c3ab1456271808a2ec679fe23ec37b1bd4e9a8a8787b13ec1a6b3ffe4949f53e4e5e0afd0a7ae13d6845ea189b976abf09313990b6f1a007e875b8f592481625abb58c7ef2d3990d5ea285d1ac02a2853345c544f12a583a7e862b56ba7e36c523b9bcce6df92737265e0e528312ba649c0b9986028e89a191dae29cc23dbbb1f9f1f5c2aa210bb8a4d2e8b0e454efcc6d2f0affd92b756f200593e4c484b88b520e1159c6fcc437f422e7e295ce72bf947307746e7cff58a20feca9795f3de264a203055aac818ead1405e1752dc272f75d8eddf6e3b86d18500db972667ee424412201957bd1ee98ebfccc099ee4749e7cc63d347720ea0c8b3d702b64c95e9c50f6887c640821b2e3dd16859df68745e2c840ffe482f30d439b5a175fd6dadf6a24a29f4312e98d1dd528fb9f4f668fe9f1d8bf3940bf9e6cbc94433585d6ac9bdd775e1ad2e77b5e1a85e4a5d3ebb0c253db56ed4d5c81539a21c35f822945716c0d85d076b9529856d096358fcc87f17ded5d6deedc4a0c75b5912032d0833471a8d98c9b83e2049aa03dc8d5a39bd44e131bd4a25b54fd57202cdd6148ec0644b9d7d6b060d099261be27e7eba625b78a67030ced406bca7617fb8b39292500d2058fa00752a94374f3a517a8f5531a8ecde0f58767f895c6219d9787b0876c50b3764c05873a41c5e8e147d8ed833c2714744529f5155b5375b7948dd9ae5d89555cf3525b0f4d178e102ab642b00e1c548bb893ce027b17a244c8ed273de0155db7d40217725bf3605c048ed7d6987727265c9d4fc1a4c24e879c4817a216417a7628ff8930db0606088cc35ecacab3e86d90631d12bbcaa8b165b10e53a814c4f2db06a660f2af0ffb3bd5424006536d2c2bd5a7644dd23534b89736555c949c2c9d1db9f58b0773ce18907bee0f0095953aa81e7669c0cc8f3eecd70bbfb5fc944ff17b0970e824e3bcef446dfd1b1d5e97784c35ef603be216b1f03743f4d7ea00f6b1d5ecd657312c90e0c5e91232e4e8079b07367e5950ecb1de4458c748e8e3a423d087d89a54478b49faf38fbd6c51911399a3dee88df17bb41ec81f59285e3e6bb7df8134e33e26e2f50db7ed4e83e410582b129767eede9fb953fd0b219ca0b3aee5185d089a2ff37db871209ac70e3ee9e3a3c3de69cb0f011d378b6a39d330a59c8cd61bb223e79d8aaeccb4d243edd'
);
insert into settings values ('service', 'enabled');
