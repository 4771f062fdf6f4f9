import { describe, it } from 'node:test';
import { notReady } from './conformance-cloud.ts';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('nodes added and removed by the original client', { skip: notReady(), todo: true }, () => {
  const later = { todo: true };
  it(
    '55: `node create c1 -n net`: a worker that has joined; the first text has the name of the cluster',
    later,
  );
  it(
    '56: `node create c1 -n net --type nfsd -N 2`: two NFS nodes, `Created 2 node(s) for …`, no join',
    later,
  );
  it('57: a count of 0 is refused: Invalid node count: 0.', later);
  it("58: `node delete c1 mstr-abcd -y` is refused: Can't delete a master node: 'mstr-abcd'.", later);
  it('59: `node delete c1 -y` is refused: Invalid list of nodes: [].', later);
  it(
    '60: `node delete c1 node-abcd -y`: the running texts, `Deleted 1 node(s) to cluster …`, VM and node gone',
    later,
  );
  it('61: a node is removed while the API of the cluster is down', later);
  it("62: a node that there is not fails the task: Can't find VM '…'", later);
  it('63: a VM that is not made fails the task, and only what was half made is removed', later);
});
