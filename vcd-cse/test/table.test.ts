import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentText } from '../src/render/print.ts';
import { propertyTable, tableOf } from '../src/render/table.ts';

/** The texts are the reference outputs of the contract of CSE 1.2.7, section 10. */
describe('tables', () => {
  it('has columns in alphabetical order, upper case first, and numbers to the right', () => {
    const rows = [
      {
        name: 'c1',
        'IP master': '10.0.0.5',
        template: 'photon-v2',
        VMs: '3',
        vdc: 'vdc1',
        status: 'POWERED_ON',
      },
      {
        name: 'a-long-cluster',
        'IP master': '',
        template: 'photon-v2',
        VMs: '0',
        vdc: 'vdc1',
        status: 'RESOLVED',
      },
    ];
    assert.equal(
      tableOf(rows),
      `IP master      VMs  name            status      template    vdc
-----------  -----  --------------  ----------  ----------  -----
10.0.0.5         3  c1              POWERED_ON  photon-v2   vdc1
                 0  a-long-cluster  RESOLVED    photon-v2   vdc1
`,
    );
  });

  it('shows lists on lines of their own, objects as Python writes them, and nothing for nothing', () => {
    const properties = {
      vdc_name: 'vdc1',
      nfs_nodes: [],
      nodes: [
        { name: 'node-x1y2', ipAddress: '10.0.0.6' },
        { name: 'node-zzzz', ipAddress: '' },
      ],
      number_of_vms: '3',
      provider: null,
      odd: { it: "it's", deep: [1, true, null], '"': 'a "quoted" \'thing\'\n\\' },
    };
    assert.equal(
      propertyTable(properties),
      String.raw`property       value
-------------  ------------------------------------------------------------------------
nfs_nodes
nodes          {'name': 'node-x1y2', 'ipAddress': '10.0.0.6'}
               {'name': 'node-zzzz', 'ipAddress': ''}
number_of_vms  3
odd            {'it': "it's", 'deep': [1, True, None], '"': 'a "quoted" \'thing\'\n\\'}
provider
vdc_name       vdc1
`,
    );
  });

  it('shows cells of several lines as several lines, and booleans as Python does', () => {
    const rows = [
      {
        catalog: 'cse',
        catalog_item: 'photon-k8s',
        description: 'PhotonOS v2\nDocker\nweave',
        is_default: true,
        name: 'p',
      },
      { catalog: 'cse', catalog_item: 'ubuntu-k8s', description: 'one line', is_default: false, name: 'u' },
    ];
    assert.equal(
      tableOf(rows),
      `catalog    catalog_item    description    is_default    name
---------  --------------  -------------  ------------  ------
cse        photon-k8s      PhotonOS v2    True          p
                           Docker
                           weave
cse        ubuntu-k8s      one line       False         u
`,
    );
  });

  it('shows an empty line for an empty list', () => {
    assert.equal(tableOf([]), '\n');
  });

  it('lets nothing steer the terminal', () => {
    assert.equal(
      propertyTable({ name: '\u001b[2Jx\u009by' }),
      'property    value\n----------  -------\nname         [2Jx y\n',
    );
  });
});

describe('documents', () => {
  const value = { b: [{ d: 1, c: null }], a: 'x: "y"' };

  it('have keys in order, at every depth', () => {
    assert.equal(
      documentText('json', value),
      '{\n    "a": "x: \\"y\\"",\n    "b": [\n        {\n            "c": null,\n            "d": 1\n        }\n    ]\n}\n',
    );
    assert.equal(documentText('yaml', value), `a: 'x: "y"'\nb:\n  - c: null\n    d: 1\n`);
  });
});
