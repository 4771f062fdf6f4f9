import { stringify } from 'yaml';
import type { World } from '../world.ts';
import { propertyTable, tableOf, type Row } from './table.ts';

/** How output can look. */
export const outputFormats = ['table', 'json', 'yaml'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Prints a list: a table of its rows, or the rows themselves. */
export function printRows(world: World, format: OutputFormat, rows: readonly Row[]): void {
  world.stdout.write(format === 'table' ? tableOf(rows) : documentText(format, rows));
}

/** Prints one thing: its properties by name, or the thing itself. */
export function printProperties(world: World, format: OutputFormat, properties: Row): void {
  world.stdout.write(format === 'table' ? propertyTable(properties) : documentText(format, properties));
}

/** A document whose keys are in order at every depth. */
export function documentText(format: 'json' | 'yaml', value: unknown): string {
  const ordered = inOrder(value);
  // The width of the original's JSON; nothing is folded in YAML.
  return format === 'json'
    ? `${JSON.stringify(ordered, undefined, 4)}\n`
    : stringify(ordered, { lineWidth: 0 });
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, inOrder(each)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
