import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VcdUnavailable } from '#vcd/errors.ts';
import type { SeenRequest } from '../../support/scripted-server.ts';
import { connectToScript, xmlAnswer } from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const vcloud = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
const where = { orgId: id(1), role: 'Author' };

function record(name: string, roleId: string, orgId: string): string {
  return `<AdminRoleRecord name="${name}" id="urn:vcloud:role:${roleId}" org="urn:vcloud:org:${orgId}"/>`;
}

function script(records: readonly string[], role = '') {
  return ({ path }: SeenRequest) => {
    if (path.startsWith('/api/query')) {
      return xmlAnswer(`<QueryResultRecords ${vcloud} total="1">${records.join('')}</QueryResultRecords>`);
    }
    if (!path.includes('/role/')) return undefined;
    return xmlAnswer(
      `<Role ${vcloud} name="Author" id="urn:vcloud:role:${id(9)}"><Description/>${role}</Role>`,
    );
  };
}

describe('rights of a role', () => {
  const references =
    '<RightReferences><RightReference name="vApp: Delete" href="h"/>' +
    '<RightReference name="{cse}:CSE NATIVE DEPLOY RIGHT" href="h"/></RightReferences>';

  test('are read as the service account, of that role of that organization', async () => {
    const records = [
      record('author', id(7), id(1)),
      record('Author', id(8), id(2)),
      record('Author', id(9), id(1)),
    ];
    await using scripted = await connectToScript(script(records, references));
    assert.deepEqual(
      [...(await scripted.vcd.rightsOfRole(where, never))],
      ['vApp: Delete', '{cse}:CSE NATIVE DEPLOY RIGHT'],
    );
    assert.equal(scripted.calls().at(-1), `GET /api/admin/org/${id(1)}/role/${id(9)}`);
    const query = scripted.server.seen.find(({ path }) => path.startsWith('/api/query'));
    const parameters = new URL(query?.path ?? '', 'http://h').searchParams;
    assert.equal(parameters.get('type'), 'adminRole');
    const [name = '', org = ''] = (parameters.get('filter') ?? '').split(';').map(decodeURIComponent);
    assert.equal(name, 'name==Author');
    assert.equal(org, `org==${scripted.server.url}/api/org/${id(1)}`);
  });

  test('are none where the role is not there or holds none', async () => {
    await using absent = await connectToScript(script([]));
    assert.equal((await absent.vcd.rightsOfRole(where, never)).size, 0);
    assert.equal(absent.calls().length, 1);
    await using empty = await connectToScript(script([record('Author', id(9), id(1))]));
    assert.equal((await empty.vcd.rightsOfRole(where, never)).size, 0);
  });

  test('are not guessed from an answer that is another document', async () => {
    await using scripted = await connectToScript(() => xmlAnswer(`<Org ${vcloud}/>`));
    await assert.rejects(scripted.vcd.rightsOfRole(where, never), VcdUnavailable);
  });

  test('no name of a role can say anything in the filter’s language', async () => {
    await using scripted = await connectToScript(script([]));
    await scripted.vcd.rightsOfRole({ ...where, role: 'a;org==*,(b)' }, never);
    const query = scripted.server.seen.find(({ path }) => path.startsWith('/api/query'));
    const filter = new URL(query?.path ?? '', 'http://h').searchParams.get('filter') ?? '';
    assert.doesNotMatch(filter.replace(';org==', ''), /[;,()*]/);
  });
});
