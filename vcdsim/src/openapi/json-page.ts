import type { Reply, SessionCall } from '../http/exchange.ts';
import { json } from '../http/exchange.ts';
import { percentDecoded } from '../http/router.ts';
import { badRequest } from '../http/api-error.ts';
import type { Filter } from '../query/fiql.ts';
import { parseFilter, valuePattern } from '../query/fiql.ts';

/** What JSON can say; undefined is left out. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [field: string]: Json;
}

const defaultPageSize = 25;
const maxPageSize = 128;

/**
 * One page of a collection of /cloudapi, filtered and sorted as the call says, with links to the others in the header
 * `Link`. A page past the end is empty: clients go on until they meet one.
 */
export function pageReply(call: SessionCall, model: string, all: readonly JsonObject[]): Reply {
  const parameters = readParameters(call.request.query ?? '');
  const { filter, sort, page, pageSize } = parameters;
  const found = filter ? all.filter((item) => matches(item, filter)) : [...all];
  if (sort) found.sort((a, b) => (sort.descending ? -1 : 1) * compared(a, b, sort.field));
  const pageCount = Math.ceil(found.length / pageSize);
  const link = (rel: string, target: number): string => {
    const query = [...parameters.kept, `page=${target}`, `pageSize=${pageSize}`].join('&');
    return `<${call.base}${call.request.path}?${query}>;rel="${rel}";type="application/json";model="${model}"`;
  };
  const links = [
    ...(page > 1 ? [link('firstPage', 1), link('previousPage', page - 1)] : []),
    ...(page < pageCount ? [link('nextPage', page + 1), link('lastPage', pageCount)] : []),
  ];
  const values = found.slice((page - 1) * pageSize, page * pageSize);
  const body = { resultTotal: found.length, pageCount, page, pageSize, associations: null, values };
  return json(200, body, links.length > 0 ? { Link: links.join(', ') } : {});
}

interface Parameters {
  readonly page: number;
  readonly pageSize: number;
  readonly filter: Filter | undefined;
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined;
  /** What goes into the links again, still encoded. */
  readonly kept: readonly string[];
}

function readParameters(query: string): Parameters {
  const values = new Map<string, string>();
  const kept: string[] = [];
  for (const part of query.split('&').filter(Boolean)) {
    const [name = '', ...rest] = part.split('=');
    values.set(name, percentDecoded(rest.join('=').replaceAll('+', '%20')));
    if (name !== 'page' && name !== 'pageSize') kept.push(part);
  }
  const filter = values.get('filter');
  const ascending = values.get('sortAsc');
  const field = ascending ?? values.get('sortDesc');
  return {
    page: readCount('page', values.get('page')) ?? 1,
    pageSize: Math.min(readCount('pageSize', values.get('pageSize')) ?? defaultPageSize, maxPageSize),
    filter: filter ? parseFilter(filter, values.get('filterEncoded')?.toLowerCase() === 'true') : undefined,
    sort: field === undefined ? undefined : { field, descending: ascending === undefined },
    kept,
  };
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw badRequest(`The parameter ${name} is not valid: ${text}.`);
  return count;
}

function matches(item: JsonObject, filter: Filter): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.parts.some((part) => matches(item, part));
    case 'and':
      return filter.parts.every((part) => matches(item, part));
    case 'condition': {
      const actual = fieldOf(item, filter.field);
      switch (filter.operator) {
        case '==':
          return equals(actual, filter.value);
        case '!=':
          return !equals(actual, filter.value);
        case '=gt=':
          return order(actual, filter.value) > 0;
        case '=ge=':
          return order(actual, filter.value) >= 0;
        case '=lt=':
          return order(actual, filter.value) < 0;
        case '=le=':
          return order(actual, filter.value) <= 0;
      }
    }
  }
}

/** `orgRef.id` looks into a reference. */
function fieldOf(item: JsonObject, path: string): Json {
  let value: Json = item;
  for (const name of path.split('.')) {
    if (!isObject(value)) return undefined;
    value = value[name];
  }
  return value;
}

/** Neither null nor a list. */
export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equals(actual: Json, wanted: string): boolean {
  if (Array.isArray(actual)) return actual.some((one: Json) => equals(one, wanted));
  return valuePattern(wanted).test(scalarText(actual));
}

/** NaN, which no comparison likes, where numbers are wanted and there is none. */
function order(actual: Json, wanted: string): number {
  if (typeof actual === 'number') return actual - Number(wanted);
  return scalarText(actual).localeCompare(wanted);
}

function compared(a: JsonObject, b: JsonObject, field: string): number {
  const left = fieldOf(a, field);
  const right = fieldOf(b, field);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return scalarText(left).localeCompare(scalarText(right));
}

function scalarText(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
