import { uuidOf } from '../ids.ts';
import type { OpenTask } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { expectRoot, requiredId, requiredNumber } from './reading.ts';

/** One page of a query for tasks; `count` includes records that do not say of which organization they are. */
export interface TaskRecordPage {
  readonly total: number;
  readonly count: number;
  readonly tasks: readonly OpenTask[];
}

const recordNames = new Set(['TaskRecord', 'AdminTaskRecord']);

/** `QueryResultRecords` of the types task and adminTask (vCloud API, query service; queryRecordView.xsd). */
export function readTaskRecords(root: XmlElement): TaskRecordPage {
  const result = expectRoot(root, 'QueryResultRecords');
  const records = result.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && recordNames.has(child.local),
  );
  return {
    total: requiredNumber(result, 'total'),
    count: records.length,
    tasks: records.flatMap(readRecord),
  };
}

function readRecord(record: XmlElement): OpenTask[] {
  const orgId = uuidOf(attributeOf(record, 'org') ?? '');
  if (orgId === undefined) return [];
  return [
    {
      id: requiredId(record),
      orgId,
      operationName: attributeOf(record, 'name') ?? '',
      ownerHref: attributeOf(record, 'object'),
      ownerName: attributeOf(record, 'objectName'),
      serviceNamespace: attributeOf(record, 'serviceNamespace'),
    },
  ];
}
