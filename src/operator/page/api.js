/**
 * @import { ClusterSummary, EventSummary, TemplateSummary } from '../summaries.ts'
 * @import { DrawnChart } from '../draw-chart.ts'
 * @import { Leak } from '../leaks.ts'
 * @import { ServiceReport } from '../service-report.ts'
 * @import { Tally } from '../tally.ts'
 * @import { Cluster } from '#records/cluster.ts'
 * @import { Template } from '#records/template.ts'
 */

/** The session is over or there was none. */
export class LoggedOut extends Error {}

/** @typedef {'clusters' | 'templates'} PathKind */
/** @typedef {ClusterSummary | TemplateSummary} Summary */

/**
 * One page of lines.
 * @param {PathKind} kind
 * @param {Record<string, string | number>} query
 * @param {AbortSignal} signal
 * @returns {Promise<{ total: number, items: Summary[] }>}
 */
export function summaries(kind, query, signal) {
  return get(`/v1/summaries/${kind}`, query, signal);
}

/**
 * @param {PathKind} kind
 * @param {AbortSignal} signal
 * @returns {Promise<Tally>}
 */
export function tally(kind, signal) {
  return get(`/v1/tally/${kind}`, {}, signal);
}

/**
 * The whole record; undefined when it is gone.
 * @param {PathKind} kind
 * @param {{ namespace: string, name: string }} where
 * @param {AbortSignal} signal
 * @returns {Promise<Cluster | Template | undefined>}
 */
export async function record(kind, where, signal) {
  const { items } = await get(`/v1/records/${kind}`, where, signal);
  return items[0];
}

/**
 * Its history, newest first.
 * @param {PathKind} kind
 * @param {{ namespace: string, name: string }} where
 * @param {AbortSignal} signal
 * @returns {Promise<EventSummary[]>}
 */
export async function events(kind, where, signal) {
  /** @type {{ items: EventSummary[] }} */
  const { items } = await get('/v1/events', { kind, ...where, limit: 200 }, signal);
  return items.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt));
}

/**
 * @param {PathKind} kind
 * @param {AbortSignal} signal
 * @returns {Promise<DrawnChart>}
 */
export function chart(kind, signal) {
  return get(`/v1/machines/${kind}`, {}, signal);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<ServiceReport>}
 */
export function service(signal) {
  return get('/v1/service', {}, signal);
}

/**
 * What was left behind; each call looks at Cloud Director.
 * @param {AbortSignal} signal
 * @returns {Promise<Leak[]>}
 */
export async function leaks(signal) {
  const { items } = await get('/v1/leaks', {}, signal);
  return items;
}

/**
 * Whether somebody is logged in.
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>}
 */
export async function isLoggedIn(signal) {
  const { operator } = await get('/v1/session', {}, signal);
  return operator !== null;
}

/**
 * Throws an error whose message is for the form.
 * @param {{ token: string } | { username: string, password: string }} attempt
 */
export async function login(attempt) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/v1/session', { method: 'POST', headers, body: JSON.stringify(attempt) });
  if (!response.ok) throw new Error(await complaintIn(response));
}

export async function logout() {
  await fetch('/v1/session', { method: 'DELETE' });
}

/**
 * The types above are the server's own; it is of the same release.
 * @param {string} path
 * @param {Record<string, string | number>} query
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
async function get(path, query, signal) {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const response = await fetch(`${path}?${search}`, { signal });
  if (response.status === 401) throw new LoggedOut(await complaintIn(response));
  if (!response.ok) throw new Error(await complaintIn(response));
  return response.json();
}

/** @param {Response} response */
async function complaintIn(response) {
  try {
    const { error } = await response.json();
    return String(error.message);
  } catch {
    return `the server answered ${response.status}`;
  }
}
