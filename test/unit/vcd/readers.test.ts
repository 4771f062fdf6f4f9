import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mediaType } from '#vcd/media-types.ts';
import { readMetadata } from '#vcd/readers/read-metadata.ts';
import { readOrgChildId, readOrgId, readVdc } from '#vcd/readers/read-org.ts';
import { readSession } from '#vcd/readers/read-session.ts';
import { readTask, readTasksList } from '#vcd/readers/read-task.ts';
import { readTaskRecords } from '#vcd/readers/read-task-records.ts';
import { readCatalog, readItem, readVAppTemplate } from '#vcd/readers/read-catalog.ts';
import { readVApp, readVm } from '#vcd/readers/read-vapp.ts';
import { readVAppRecords } from '#vcd/readers/read-vapp-records.ts';
import { AnswerUnreadable } from '#vcd/readers/reading.ts';
import { parseXml } from '#xml/parse-xml.ts';
import { taskDocument, vAppDocument, vmDocument } from '../../support/vcd-documents.ts';

const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const vcloud = 'xmlns="http://www.vmware.com/vcloud/v1.5"';

describe('a vApp', () => {
  const vApp = readVApp(
    parseXml(vAppDocument({ id: id(1), name: 'c1', vms: [{ id: id(2), name: 'mstr-a1b2' }] })),
  );

  test('has its networks, owner and the task that failed', () => {
    assert.equal(vApp.id, id(1));
    assert.equal(vApp.status, 4);
    assert.equal(vApp.deployed, true);
    assert.deepEqual(vApp.networks, ['net']);
    assert.equal(vApp.ownerId, `urn:vcloud:user:${id(9)}`);
    assert.deepEqual(vApp.tasks[0]?.error, { code: 'INTERNAL_SERVER_ERROR', message: 'No room' });
  });

  test('has the leases that it is shown with, in seconds and with their ends in UTC', () => {
    assert.equal(vApp.leases, undefined);
    const section =
      '<v:LeaseSettingsSection><e:Info/><v:DeploymentLeaseInSeconds>604800</v:DeploymentLeaseInSeconds>' +
      '<v:StorageLeaseInSeconds>0</v:StorageLeaseInSeconds>' +
      '<v:DeploymentLeaseExpiration>2026-11-20T13:00:00.000+01:00</v:DeploymentLeaseExpiration>' +
      '</v:LeaseSettingsSection><v:NetworkConfigSection>';
    const document = vAppDocument({ id: id(1), name: 'c1', vms: [] }).replace(
      '<v:NetworkConfigSection>',
      section,
    );
    assert.deepEqual(readVApp(parseXml(document)).leases, {
      deploymentSeconds: 604_800,
      storageSeconds: 0,
      stopsAt: '2026-11-20T12:00:00.000Z',
    });
  });

  test('has VMs with address, size, ExtraConfig and hardware', () => {
    const [vm] = vApp.vms;
    assert.ok(vm?.hardware);
    const { hardware: _, extraConfig, ...rest } = vm;
    assert.deepEqual(rest, {
      id: id(2),
      name: 'mstr-a1b2',
      description: 'node of <c1>',
      status: 4,
      deployed: true,
      ipAddress: '10.0.0.11',
      networkConnections: [
        { index: 0, network: 'net', ipAddress: '10.0.0.11', connected: true, mac: '00:50:56:01:00:01' },
      ],
      cpus: 2,
      memoryMb: 2048,
      storageProfile: '*',
      tasks: [],
    });
    assert.deepEqual(
      [...extraConfig],
      [
        ['guestinfo.userdata', 'I2Nsb3Vk'],
        ['guestinfo.state', ''],
      ],
    );
  });

  test('is read from the sparse answer of a compose', () => {
    const sparse = readVApp(
      parseXml(`<VApp ${vcloud} name="c1" id="urn:vcloud:vapp:${id(1)}" status="0" deployed="false" href="x">
        <Tasks>${taskDocument({ id: id(3), status: 'running' })}</Tasks></VApp>`),
    );
    assert.deepEqual(sparse.vms, []);
    assert.equal(sparse.ownerId, undefined);
    assert.equal(sparse.tasks[0]?.state, 'running');
  });

  test('has the size of its VmSpecSection where there is one', () => {
    const spec = `<v:VmSpecSection><e:Info/><v:NumCpus>6</v:NumCpus><v:MemoryResourceMb>
      <v:Configured>4096</v:Configured></v:MemoryResourceMb></v:VmSpecSection></v:Vm>`;
    const document = vAppDocument({ id: id(1), name: 'c1', vms: [{ id: id(2), name: 'n' }] });
    const [vm] = readVApp(parseXml(document.replace('</v:Vm>', spec))).vms;
    assert.deepEqual([vm?.cpus, vm?.memoryMb], [6, 4096]);
  });

  test('takes the address of the primary NIC, not of the first one', () => {
    const second = `<v:NetworkConnection network="other"><v:NetworkConnectionIndex>1</v:NetworkConnectionIndex>
      <v:IpAddress>192.168.0.5</v:IpAddress><v:IsConnected>true</v:IsConnected></v:NetworkConnection>`;
    const document = vAppDocument({ id: id(1), name: 'c1', vms: [{ id: id(2), name: 'n' }] })
      .replace('<v:PrimaryNetworkConnectionIndex>0<', '<v:PrimaryNetworkConnectionIndex>1<')
      .replace('</v:NetworkConnectionSection>', `${second}</v:NetworkConnectionSection>`);
    assert.equal(readVApp(parseXml(document)).vms[0]?.ipAddress, '192.168.0.5');
  });

  test('without an address yet has none', () => {
    const document = vAppDocument({ id: id(1), name: 'c1', vms: [{ id: id(2), name: 'n' }] })
      .replace('<v:IpAddress>10.0.0.11</v:IpAddress>', '<v:IpAddress/>')
      .replace(' v:ipAddress="10.0.0.11"', '');
    assert.equal(readVApp(parseXml(document)).vms[0]?.ipAddress, undefined);
  });
});

test('a task, its states in any case', () => {
  const task = readTask(parseXml(taskDocument({ id: id(1), status: 'RUNNING' })));
  assert.equal(task.state, 'running');
  assert.equal(task.progress, 20);
  assert.equal(task.error, undefined);
  assert.equal(readTask(parseXml(taskDocument({ id: id(1), status: 'postRunning' }))).state, 'running');
  assert.equal(readTask(parseXml(taskDocument({ id: id(1), status: 'aborted' }))).state, 'aborted');
});

test('tasks of the query service, but those that do not say whose they are', () => {
  const namespace = 'serviceNamespace="vcloud.cse"';
  const page = readTaskRecords(
    parseXml(`<QueryResultRecords ${vcloud} total="3">
      <AdminTaskRecord href="https://h/api/task/${id(1)}" name="create_cluster" org="https://h/api/org/${id(2)}"
        object="urn:cse:cluster:${id(3)}" objectName="c1" ${namespace} status="running"/>
      <TaskRecord href="https://h/api/task/${id(4)}" name="x"/>
      <TaskRecord href="https://h/api/task/${id(5)}" org="https://h/api/org/${id(2)}"/></QueryResultRecords>`),
  );
  const first = {
    id: id(1),
    orgId: id(2),
    operationName: 'create_cluster',
    ownerHref: `urn:cse:cluster:${id(3)}`,
    ownerName: 'c1',
    serviceNamespace: 'vcloud.cse',
  };
  const bare = { ownerHref: undefined, ownerName: undefined, serviceNamespace: undefined };
  assert.deepEqual(page, {
    total: 3,
    count: 3,
    tasks: [first, { id: id(5), orgId: id(2), operationName: '', ...bare }],
  });
});

test('a session names the caller and the organization of its link', () => {
  const session = (org: string) =>
    readSession(
      parseXml(`<Session ${vcloud} user="alice" org="${org}" userId="urn:vcloud:user:${id(1)}" roles="Author">
        <Link rel="down" type="application/vnd.vmware.vcloud.orgList+xml" href="https://h/api/org/"/>
        <Link rel="down" type="application/vnd.vmware.vcloud.org+json" href="https://h/api/org/${id(4)}" name="${org}"/>
        <Link rel="down" type="application/vnd.vmware.vcloud.org+xml" href="https://h/api/org/${id(2)}" name="other"/>
        <Link rel="down" type="application/vnd.vmware.vcloud.org+xml" href="https://h/api/org/${id(3)}" name="${org}"/>
      </Session>`),
    );
  assert.deepEqual(session('acme'), {
    userName: 'alice',
    userId: `urn:vcloud:user:${id(1)}`,
    orgName: 'acme',
    orgId: id(3),
    role: 'Author',
    systemAdministrator: false,
  });
  assert.equal(session('SYSTEM').systemAdministrator, true);
});

test('organizations, their children and a VDC', () => {
  const orgs = parseXml(`<OrgList ${vcloud}><Org name="a" href="https://h/api/org/${id(1)}"/></OrgList>`);
  assert.equal(readOrgId(orgs, 'a'), id(1));
  assert.equal(readOrgId(orgs, 'b'), undefined);
  const org = parseXml(`<Org ${vcloud} name="a">
    <Link rel="down" type="application/vnd.vmware.vcloud.catalog+xml" name="x" href="https://h/api/catalog/${id(2)}"/>
    <Link rel="down" type="application/vnd.vmware.vcloud.VDC+xml" name="x" href="https://h/api/vdc/${id(3)}"/></Org>`);
  assert.equal(readOrgChildId(org, mediaType.vdc, 'x'), id(3));
  assert.equal(readOrgChildId(org, mediaType.catalog, 'x'), id(2));
  assert.equal(readOrgChildId(org, mediaType.vdc, 'y'), undefined);
  const vdc = parseXml(`<Vdc ${vcloud} id="urn:vcloud:vdc:${id(3)}" name="x">
    <AvailableNetworks><Network name="net" href="https://h/api/network/${id(4)}"/></AvailableNetworks>
    <VdcStorageProfiles><VdcStorageProfile name="*" href="https://h/api/vdcStorageProfile/${id(5)}"/></VdcStorageProfiles></Vdc>`);
  assert.deepEqual(readVdc(vdc), {
    id: id(3),
    name: 'x',
    networks: [{ id: id(4), name: 'net' }],
    storageProfiles: [{ id: id(5), name: '*' }],
  });
});

test('a template, its first VM and the NIC that is primary', () => {
  const root = (vm: string) =>
    parseXml(
      `<VAppTemplate ${vcloud} id="urn:vcloud:vapptemplate:${id(1)}" name="t" status="8">${vm}</VAppTemplate>`,
    );
  const children = `<Children>${vmDocument({ id: id(2), name: 'ubuntu' }).replace(/^<\?.*?\?>/, '')}</Children>`;
  const { source, ...rest } = readVAppTemplate(root(children));
  assert.deepEqual(source, {
    vAppTemplateId: id(1),
    status: 8,
    vmId: id(2),
    vmName: 'ubuntu',
    primaryNicIndex: 0,
    nicAdapter: 'VMXNET3',
  });
  assert.deepEqual(rest, { id: id(1), name: 't', status: 8, files: [], tasks: [] });
  assert.equal(readVAppTemplate(root('')).source, undefined);
});

test('an upload: the files that vCD waits for, and where they are to be put', () => {
  const files = `<Files>
    <File size="99" bytesTransferred="99" name="descriptor.ovf"/>
    <File size="-1" bytesTransferred="0" name="disk 1.vmdk">
      <Link rel="upload:default" href="https://other.example/transfer/abc/disk%201.vmdk?x=1"/></File></Files>`;
  const root = parseXml(
    `<VAppTemplate ${vcloud} href="x/${id(1)}" name="t" status="0">${files}</VAppTemplate>`,
  );
  assert.deepEqual(readVAppTemplate(root).files, [
    { name: 'descriptor.ovf', size: 99, bytesTransferred: 99, path: undefined },
    { name: 'disk 1.vmdk', size: -1, bytesTransferred: 0, path: '/transfer/abc/disk%201.vmdk?x=1' },
  ]);
});

test('a catalog item is of a template or of a medium', () => {
  const item = (path: string) =>
    readItem(
      parseXml(
        `<CatalogItem ${vcloud} name="a" href="x/${id(2)}"><Description>d</Description>
         <Entity href="https://h/api/${path}"/><VersionNumber>3</VersionNumber></CatalogItem>`,
      ),
    );
  assert.deepEqual(item(`vAppTemplate/vappTemplate-${id(1)}`), {
    id: id(2),
    name: 'a',
    description: 'd',
    vAppTemplateId: id(1),
    versionNumber: 3,
  });
  assert.equal(item(`media/${id(1)}`).vAppTemplateId, undefined);
  const catalog = (published: string) =>
    readCatalog(
      parseXml(
        `<Catalog ${vcloud} name="c" href="x/${id(3)}"><CatalogItems><CatalogItem name="a" href="x/${id(2)}"/>
         </CatalogItems>${published}</Catalog>`,
      ),
    );
  const items = [{ id: id(2), name: 'a' }];
  assert.deepEqual(catalog('<IsPublished>true</IsPublished>'), {
    id: id(3),
    name: 'c',
    published: true,
    items,
  });
  assert.equal(catalog('').published, false);
});

test('metadata, typed and in the old form', () => {
  const root = parseXml(`<Metadata ${vcloud} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <MetadataEntry><Domain visibility="READWRITE">GENERAL</Domain><Key>a</Key>
      <TypedValue xsi:type="MetadataStringValue"><Value>1 &amp; 2</Value></TypedValue></MetadataEntry>
    <MetadataEntry><Key>b</Key><Value>old</Value></MetadataEntry>
    <MetadataEntry><Key>c</Key><TypedValue xsi:type="MetadataStringValue"><Value/></TypedValue></MetadataEntry>
  </Metadata>`);
  assert.deepEqual(Object.fromEntries(readMetadata(root)), { a: '1 & 2', b: 'old', c: '' });
});

test('vApp records of both kinds; links are no records', () => {
  const page = readVAppRecords(
    parseXml(`<QueryResultRecords ${vcloud} total="2" page="1" pageSize="128">
      <Link rel="nextPage" href="x"/>
      <VAppRecord id="urn:vcloud:vapp:${id(1)}" name="c1" vdc="urn:vcloud:vdc:${id(2)}" vdcName="v" status="MIXED"
        isBusy="true" ownerName="alice" numberOfVMs="3">
        <Metadata><MetadataEntry><Key>cse.version</Key><TypedValue><Value>1.2.7</Value></TypedValue></MetadataEntry></Metadata>
      </VAppRecord>
      <AdminVAppRecord href="https://h/api/vApp/vapp-${id(3)}" name="c2" vdc="https://h/api/vdc/${id(2)}"
        org="urn:vcloud:org:${id(4)}"/>
    </QueryResultRecords>`),
  );
  assert.equal(page.total, 2);
  const [first, second] = page.records;
  assert.ok(first && second);
  assert.deepEqual(
    { ...first, metadata: Object.fromEntries(first.metadata) },
    {
      id: id(1),
      name: 'c1',
      vdcId: id(2),
      vdcName: 'v',
      status: 'MIXED',
      busy: true,
      ownerName: 'alice',
      orgId: undefined,
      numberOfVms: '3',
      metadata: { 'cse.version': '1.2.7' },
    },
  );
  assert.equal(second.id, id(3));
  assert.equal(second.orgId, id(4));
  assert.equal(second.status, 'UNKNOWN');
});

describe('what the schema promises and the answer lacks is named', () => {
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['another document', () => readVApp(parseXml(`<Vm ${vcloud}/>`)), /Vm and not VApp/],
    ['another namespace', () => readTask(parseXml('<Task/>')), /\{\}Task and not Task/],
    ['no id', () => readVApp(parseXml(`<VApp ${vcloud} name="a" status="0"/>`)), /no id/],
    [
      'no status',
      () => readVApp(parseXml(`<VApp ${vcloud} name="a" href="${id(1)}"/>`)),
      /VApp has no attribute status/,
    ],
    [
      'a status that is no number',
      () => readVApp(parseXml(`<VApp ${vcloud} name="a" href="${id(1)}" status="on"/>`)),
      /status that is no number/,
    ],
    [
      'an unknown state',
      () => readTask(parseXml(taskDocument({ id: id(1), status: 'odd' }))),
      /unknown status "odd"/,
    ],
    [
      'a session without an organization',
      () => readSession(parseXml(`<Session ${vcloud} user="a" org="b" userId="c"/>`)),
      /no link to its organization/,
    ],
    ['no total', () => readVAppRecords(parseXml(`<QueryResultRecords ${vcloud}/>`)), /no attribute total/],
    [
      'a record whose VDC has no id',
      () =>
        readVAppRecords(
          parseXml(
            `<QueryResultRecords ${vcloud} total="1"><VAppRecord id="${id(1)}" name="a" vdc="x"/></QueryResultRecords>`,
          ),
        ),
      /vdc without an id/,
    ],
    [
      'an item of nothing',
      () => readItem(parseXml(`<CatalogItem ${vcloud} name="a" href="x/${id(2)}"/>`)),
      /no element Entity/,
    ],
    ['a VM without hardware', () => readVm(parseXml(`<Vm ${vcloud}/>`)), /no element VirtualHardwareSection/],
    ['a list of something else', () => readTasksList(parseXml(`<Task ${vcloud}/>`)), /not TasksList/],
  ];
  for (const [what, read, expected] of cases) {
    test(what, () =>
      assert.throws(read, (fault) => fault instanceof AnswerUnreadable && expected.test(fault.message)),
    );
  }
});
