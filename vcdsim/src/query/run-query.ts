import { domainElement, typedValue, visibleEntries } from '../documents/metadata-documents.ts';
import { mediaTypes } from '../documents/media-types.ts';
import type { Reference, View } from '../documents/references.ts';
import { absolute, link, pointer } from '../documents/references.ts';
import { badRequest } from '../http/api-error.ts';
import { percentDecoded } from '../http/router.ts';
import type { MetadataEntry } from '../inventory/entities.ts';
import type { Caller } from '../operations/access.ts';
import type { World } from '../world.ts';
import type { Scalar, XmlNode } from '../xml/write.ts';
import { el } from '../xml/write.ts';
import type { Filter, Operator } from './fiql.ts';
import { parseFilter, valuePattern } from './fiql.ts';
import type { FieldValue, QueryRecord } from './query-record.ts';
import type { QueryType } from './query-types.ts';

/** In what form records are wanted. */
export type QueryFormat = 'records' | 'idrecords' | 'references';

/** The parameters of a query, decoded. */
export interface QueryParameters {
  readonly format: QueryFormat;
  readonly page: number;
  readonly pageSize: number;
  readonly offset: number | undefined;
  readonly fields: readonly string[];
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined;
  readonly filter: Filter | undefined;
  /** What goes into paging links again, still encoded. */
  readonly kept: readonly string[];
}

/** The content types of the forms. */
export const formatTypes: Readonly<Record<QueryFormat, string>> = {
  records: mediaTypes.records,
  idrecords: mediaTypes.idRecords,
  references: mediaTypes.references,
};

const defaultPageSize = 25;
const maxPageSize = 128;
const maxMetadataFields = 8;

/** vCloud API, query parameters. Throws 400 for a wrong format, filter or number of metadata fields. */
export function readParameters(query: string): QueryParameters & { readonly type: string | undefined } {
  const values = new Map<string, string>();
  const kept: string[] = [];
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const raw = equals < 0 ? '' : part.slice(equals + 1);
    values.set(name, percentDecoded(raw.replaceAll('+', '%20')));
    if (['fields', 'filter', 'filterEncoded', 'sortAsc', 'sortDesc'].includes(name)) kept.push(part);
  }
  // pyvcloud glues the page size to the page: page=1pageSize=100.
  const glued = /^(\d+)(?:pageSize=(\d+))?/.exec(values.get('page') ?? '');
  const filter = values.get('filter');
  const fields = values.get('fields')?.split(',').filter(Boolean) ?? [];
  if (fields.filter((field) => field.startsWith('metadata')).length > maxMetadataFields) {
    throw badRequest(`No more than ${maxMetadataFields} metadata fields may be asked for.`);
  }
  const ascending = values.get('sortAsc');
  const descending = values.get('sortDesc');
  const sortField = ascending ?? descending;
  const offset = values.get('offset');
  return {
    type: values.get('type'),
    format: readFormat(values.get('format') ?? 'records'),
    page: Math.max(1, Number(glued?.[1] ?? 1)),
    pageSize: readPageSize(values.get('pageSize') ?? glued?.[2]),
    offset: offset === undefined ? undefined : Number(offset),
    fields,
    sort: sortField === undefined ? undefined : { field: sortField, descending: ascending === undefined },
    filter: filter ? parseFilter(filter, values.get('filterEncoded')?.toLowerCase() === 'true') : undefined,
    kept,
  };
}

function readFormat(text: string): QueryFormat {
  if (text === 'records' || text === 'idrecords' || text === 'references') return text;
  throw badRequest(`The query format ${text} is not known.`);
}

function readPageSize(text: string | undefined): number {
  const size = text === undefined ? defaultPageSize : Number(text);
  return Number.isInteger(size) && size > 0 ? Math.min(size, maxPageSize) : defaultPageSize;
}

/** One page of records or references of a type. */
export function runQuery(
  deps: { readonly world: World; readonly caller: Caller; readonly view: View },
  type: QueryType,
  parameters: QueryParameters,
): XmlNode {
  const { world, caller, view } = deps;
  const { filter, sort, format, pageSize } = parameters;
  const all = type.list(world, caller);
  const found = filter ? all.filter((record) => matches(view, record, filter)) : [...all];
  if (sort) found.sort(comparator(view, sort));
  const start = parameters.offset ?? (parameters.page - 1) * pageSize;
  const shown = found.slice(start, start + pageSize);
  const page = parameters.offset === undefined ? parameters.page : Math.floor(start / pageSize) + 1;
  const root = format === 'references' ? `${type.reference}References` : 'QueryResultRecords';
  const href = pageHref(view, type, parameters, page);
  return el(
    root,
    { total: found.length, pageSize, page, name: type.name, type: formatTypes[format], href },
    pagingLinks(view, type, parameters, page, found.length),
    shown.map((record) => recordElement(view, type, parameters, record)),
  );
}

function pagingLinks(
  view: View,
  type: QueryType,
  parameters: QueryParameters,
  page: number,
  total: number,
): readonly XmlNode[] {
  const last = Math.max(1, Math.ceil(total / parameters.pageSize));
  const { format } = parameters;
  const to = (rel: string, target: number): XmlNode =>
    link(view, rel, pageHref(view, type, parameters, target), formatTypes[format]);
  const others = (Object.keys(formatTypes) as QueryFormat[])
    .filter((other) => other !== format)
    .filter((other) => other !== 'references' || type.reference !== undefined);
  return [
    ...(page > 1 ? [to('firstPage', 1), to('previousPage', page - 1)] : []),
    ...(page < last ? [to('nextPage', page + 1), to('lastPage', last)] : []),
    ...others.map((other) =>
      link(
        view,
        'alternate',
        pageHref(view, type, { ...parameters, format: other }, page),
        formatTypes[other],
      ),
    ),
  ];
}

function pageHref(view: View, type: QueryType, parameters: QueryParameters, page: number): string {
  const { pageSize, format, kept } = parameters;
  const query = [`type=${type.name}`, `page=${page}`, `pageSize=${pageSize}`, `format=${format}`, ...kept];
  return `${view.base}/api/query?${query.join('&')}`;
}

function recordElement(
  view: View,
  type: QueryType,
  { format, fields }: QueryParameters,
  record: QueryRecord,
): XmlNode {
  if (format === 'references') {
    return pointer(view, `${type.reference}Reference`, record.self);
  }
  const wanted = fields.filter((field) => !field.startsWith('metadata'));
  const attributes: Record<string, Scalar | undefined> =
    format === 'idrecords' ? { id: record.self.id } : { href: absolute(view, record.self.href) };
  for (const [name, value] of Object.entries(record.fields)) {
    // Asking for metadata alone takes no attribute away: CSE 1.2.7 does so and reads name, vdc and status.
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    attributes[name] = shownValue(view, format, value);
  }
  return el(type.element, attributes, metadataElement(view, record, fields));
}

function shownValue(view: View, format: QueryFormat, value: FieldValue): Scalar | undefined {
  if (!isReference(value)) return value;
  return format === 'idrecords' ? value.id : absolute(view, value.href);
}

function isReference(value: FieldValue): value is Reference {
  return typeof value === 'object' && !(value instanceof Date);
}

function metadataElement(view: View, record: QueryRecord, fields: readonly string[]): XmlNode | undefined {
  const entries = fields.flatMap((field) => {
    const entry = metadataEntry(view, record, field);
    return entry ? [entry] : [];
  });
  if (entries.length === 0) return undefined;
  return el(
    'Metadata',
    { type: mediaTypes.metadata },
    entries.map((entry) =>
      el(
        'MetadataEntry',
        {},
        domainElement(entry),
        { name: 'Key', attributes: {}, content: entry.key },
        typedValue(entry),
      ),
    ),
  );
}

/** `metadata:key`, `metadata@SYSTEM:key`; undefined when the field is none or the caller sees no such entry. */
function metadataEntry(view: View, record: QueryRecord, field: string): MetadataEntry | undefined {
  const found = /^metadata(?:@(\w+))?:(.*)$/s.exec(field);
  if (!found || !record.metadata) return undefined;
  const [, domain, key] = found;
  return visibleEntries(view, record.metadata).find(
    (entry) => entry.key === key && (domain === undefined || entry.domain === domain),
  );
}

function matches(view: View, record: QueryRecord, filter: Filter): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.parts.some((part) => matches(view, record, part));
    case 'and':
      return filter.parts.every((part) => matches(view, record, part));
    case 'condition': {
      const { field, operator, value } = filter;
      if (field.startsWith('metadata')) return matchesMetadata(view, record, filter);
      if (field === 'id' || field === 'href') return compare(view, record.self, operator, value);
      if (field === 'name' && record.name !== undefined) return compare(view, record.name, operator, value);
      if (!(field in record.fields)) throw badRequest(`The field ${field} is not known to this query type.`);
      return compare(view, record.fields[field], operator, value);
    }
  }
}

/** The value carries its type: `STRING:*`. */
function matchesMetadata(
  view: View,
  record: QueryRecord,
  { field, operator, value }: { readonly field: string; readonly operator: Operator; readonly value: string },
): boolean {
  const colon = value.indexOf(':');
  const type = value.slice(0, colon).toUpperCase();
  if (!['STRING', 'NUMBER', 'BOOLEAN', 'DATETIME'].includes(type)) {
    throw badRequest(`The metadata value ${value} has no type.`);
  }
  const entry = metadataEntry(view, record, field);
  if (entry?.type !== type) return false;
  const typed = type === 'NUMBER' ? Number(entry.value) : entry.value;
  return compare(view, typed, operator, value.slice(colon + 1));
}

function compare(view: View, actual: FieldValue, operator: Operator, wanted: string): boolean {
  if (operator === '==' || operator === '!=') {
    return equals(view, actual, wanted) === (operator === '==');
  }
  if (actual === undefined) return false;
  const [left, right] = comparable(actual, wanted);
  switch (operator) {
    case '=gt=':
      return left > right;
    case '=ge=':
      return left >= right;
    case '=lt=':
      return left < right;
    case '=le=':
      return left <= right;
  }
}

function equals(view: View, actual: FieldValue, wanted: string): boolean {
  if (actual === undefined) return wanted === '';
  if (actual instanceof Date) return actual.getTime() === Date.parse(wanted);
  const pattern = valuePattern(wanted);
  if (!isReference(actual)) return pattern.test(String(actual));
  // Full href, URN or bare UUID: all are in use.
  const uuid = actual.id.split(':').at(-1) ?? '';
  return [absolute(view, actual.href), actual.href, actual.id, uuid].some((form) => pattern.test(form));
}

function comparable(
  actual: Exclude<FieldValue, undefined>,
  wanted: string,
): [number, number] | [string, string] {
  if (actual instanceof Date) return [actual.getTime(), Date.parse(wanted)];
  if (typeof actual === 'number') return [actual, Number(wanted)];
  return [isReference(actual) ? actual.href : String(actual), wanted];
}

function comparator(view: View, sort: NonNullable<QueryParameters['sort']>) {
  const valueOf = (record: QueryRecord): Scalar => {
    if (sort.field === 'id' || sort.field === 'href') return record.self.href;
    if (!(sort.field in record.fields))
      throw badRequest(`The field ${sort.field} is not known to this query type.`);
    return shownValue(view, 'records', record.fields[sort.field]) ?? '';
  };
  return (a: QueryRecord, b: QueryRecord): number => {
    const left = valueOf(a);
    const right = valueOf(b);
    const order = left < right ? -1 : Number(left > right);
    return sort.descending ? -order : order;
  };
}
