import { uuidOf } from '../ids.ts';
import type { VAppRecord } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  expectRoot,
  isTrue,
  requiredAttribute,
  requiredId,
  requiredNumber,
} from './reading.ts';
import { readMetadataElement } from './read-metadata.ts';

/** One page of a query for vApps. */
export interface VAppRecordPage {
  readonly total: number;
  readonly records: readonly VAppRecord[];
}

const recordNames = new Set(['VAppRecord', 'AdminVAppRecord']);

/** `QueryResultRecords` of the types vApp and adminVApp (vCloud API, query service; queryRecordView.xsd). */
export function readVAppRecords(root: XmlElement): VAppRecordPage {
  const result = expectRoot(root, 'QueryResultRecords');
  return {
    total: requiredNumber(result, 'total'),
    records: result.children.flatMap((child) =>
      typeof child !== 'string' && recordNames.has(child.local) ? [readRecord(child)] : [],
    ),
  };
}

function readRecord(record: XmlElement): VAppRecord {
  const vdcId = uuidOf(requiredAttribute(record, 'vdc'));
  if (vdcId === undefined) throw new AnswerUnreadable(`${record.local} has a vdc without an id`);
  return {
    id: requiredId(record),
    name: requiredAttribute(record, 'name'),
    vdcId,
    vdcName: attributeOf(record, 'vdcName') ?? '',
    status: attributeOf(record, 'status') ?? 'UNKNOWN',
    busy: isTrue(attributeOf(record, 'isBusy')),
    ownerName: attributeOf(record, 'ownerName'),
    orgId: uuidOf(attributeOf(record, 'org') ?? ''),
    numberOfVms: attributeOf(record, 'numberOfVMs') ?? '',
    metadata: readMetadataElement(childOf(record, 'Metadata')),
  };
}
