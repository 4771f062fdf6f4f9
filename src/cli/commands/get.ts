import { Argument, Option } from 'commander';
import { stringify } from 'yaml';
import type { CommandHome } from '../command-home.ts';
import { openRecords, withPlaceOptions, type PlaceOptions } from '../records.ts';
import { columnsAt, resourceNames, withResource, type Resource } from '../resources.ts';
import { tableText } from '../table.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

const formats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
type Format = (typeof formats)[number];

type GetOptions = PlaceOptions & { readonly output: Format };

/** A table fits into a terminal of this width; only `-o wide` may be wider. */
const tableWidth = 100;

/** `cse get`: lists records, or shows one. */
export function addGet({ program, world }: CommandHome): void {
  const command = program
    .command('get')
    .description('list records')
    .addArgument(new Argument('<kind>', resourceNames.join(', ')))
    .addArgument(new Argument('[name]', 'only those of this name'))
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('table'));
  withPlaceOptions(command).action(async (kind: string, name: string | undefined, options: GetOptions) => {
    const printing = withResource(kind, (resource) => printAll(resource, name, options, world));
    if (!printing)
      throw new UsageError(`there is no '${kind}' to get; there are ${resourceNames.join(', ')}`);
    await printing;
  });
}

async function printAll<Row>(
  resource: Resource<Row>,
  name: string | undefined,
  options: GetOptions,
  world: World,
): Promise<void> {
  const { namespace, output } = options;
  await using records = await openRecords(options, world);
  const filter = { ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) };
  const rows = await resource.list(records, filter);
  if (rows.length === 0 && name !== undefined && resource.plural !== 'events') {
    throw new CommandFailed(`${resource.singular} '${name}' not found${namespace ? ` in ${namespace}` : ''}`);
  }
  const single = name !== undefined && rows.length === 1;
  const text = rowsText(resource, rows, {
    output,
    single,
    namespaces: namespace === undefined,
    now: world.clock(),
  });
  if (text === '') say(world, world.stderr, `No resources found${namespace ? ` in ${namespace}` : ''}.`);
  else world.stdout.write(text);
}

/** The rows in one of the formats; empty when there is nothing to show in it. */
export function rowsText<Row>(
  resource: Resource<Row>,
  rows: readonly Row[],
  options: {
    readonly output: Format;
    readonly single: boolean;
    readonly namespaces: boolean;
    readonly now: Date;
  },
): string {
  const { output, single, namespaces, now } = options;
  switch (output) {
    case 'table':
    case 'wide': {
      if (rows.length === 0) return '';
      const wide = output === 'wide';
      return tableText(columnsAt(resource, { wide, namespaces, now }), rows, wide ? Infinity : tableWidth);
    }
    case 'name':
      return rows.map((row) => `${resource.singular}/${resource.name(row)}\n`).join('');
    case 'json':
      return `${JSON.stringify(plain(resource, rows, single), null, 2)}\n`;
    case 'yaml':
      return stringify(plain(resource, rows, single));
  }
}

function plain<Row>(resource: Resource<Row>, rows: readonly Row[], single: boolean): unknown {
  const items = rows.map((row) => resource.plain(row));
  return single ? items[0] : { apiVersion: 'v1', kind: 'List', items };
}
