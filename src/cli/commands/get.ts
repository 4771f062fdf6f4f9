import { Argument, Option } from 'commander';
import { stringify } from 'yaml';
import type { CommandHome } from '../command-home.ts';
import { follow } from '../follow.ts';
import { columnsAt, resourceNames, withResource, type Resource, type Selection } from '../resources.ts';
import { withStatus, withStatusOptions, type Status, type StatusOptions } from '../status.ts';
import { growingTable } from '../table.ts';
import { notFound } from '../target.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

const formats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
type Format = (typeof formats)[number];

interface GetOptions extends StatusOptions {
  readonly output: Format;
  readonly watch?: boolean;
  readonly sortBy?: string;
  readonly selector?: string;
}

/** A table fits into a terminal of this width; only `-o wide` may be wider. */
const tableWidth = 100;

/** `cse get`: lists records, or shows one. */
export function addGet({ program, world }: CommandHome): void {
  const command = program
    .command('get')
    .description('list records')
    .addArgument(new Argument('<kind>', resourceNames.join(', ')))
    .addArgument(new Argument('[name]', 'only those of this name'))
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('table'))
    .option('-w, --watch', 'go on, and print what changes')
    .option('--sort-by <key>', 'order, for instance by name, namespace, age, phase, ready or waiting')
    .option('-l, --selector <labels>', 'only records with these labels: key=value,...');
  withStatusOptions(command).action(async (words: string, name: string | undefined, options: GetOptions) => {
    const [kind = '', inWords] = words.split('/');
    const printing = withResource(kind, (resource) => print(resource, inWords ?? name, options, world));
    if (!printing)
      throw new UsageError(`there is no '${kind}' to get; there are ${resourceNames.join(', ')}`);
    await printing;
  });
}

/** `cse events`: what happened lately, to all records or to one. */
export function addEvents({ program, world }: CommandHome): void {
  const command = program
    .command('events')
    .description('what happened lately, to every record or to one')
    .addArgument(new Argument('[name]', 'only about the record of this name'))
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('table'))
    .option('-w, --watch', 'go on, and print what happens');
  withStatusOptions(command).action(async (name: string | undefined, options: GetOptions) => {
    await withResource('events', (resource) => print(resource, name, options, world));
  });
}

async function print<Row>(
  resource: Resource<Row>,
  name: string | undefined,
  options: GetOptions,
  world: World,
): Promise<void> {
  const { namespace, sortBy, selector } = options;
  if (sortBy !== undefined && !resource.sortKeys.includes(sortBy))
    throw new UsageError(
      `${resource.plural} are sorted by ${resource.sortKeys.join(', ')}, not by '${sortBy}'`,
    );
  const selection = { namespace, name, sortBy, labels: selector };
  await withStatus(options, world, async (status) => {
    const printer = printerOf({ resource, options, selection, status, world });
    if (options.watch) {
      for await (const rows of follow(resource, status.reader, selection, status.signal))
        await printer(rows, true);
      return;
    }
    const rows = await resource.list(status.reader, selection, status.signal);
    if (rows.length === 0 && name !== undefined && resource.plural !== 'events')
      throw new CommandFailed(notFound(resource.singular, name, namespace));
    await printer(rows, name !== undefined && rows.length === 1);
  });
}

interface Printing<Row> {
  readonly resource: Resource<Row>;
  readonly options: GetOptions;
  readonly selection: Selection;
  readonly status: Status;
  readonly world: World;
}

/** Prints rows in the format that was asked for; `each` prints them one by one, without a list around them. */
function printerOf<Row>(printing: Printing<Row>): (rows: readonly Row[], each: boolean) => Promise<void> {
  const { resource, options, selection, status, world } = printing;
  const { output, namespace } = options;
  const plain = (rows: readonly Row[]) => resource.plain(status.reader, rows, selection, status.signal);
  const write = (text: string) => world.stdout.write(text);
  const documents = async (rows: readonly Row[], each: boolean) => {
    const items = await plain(rows);
    return each ? items : [{ apiVersion: 'v1', kind: 'List', items }];
  };
  switch (output) {
    case 'table':
    case 'wide': {
      const wide = output === 'wide';
      const { clock } = world;
      const columns = columnsAt(resource, { wide, namespaces: namespace === undefined, clock });
      const table = growingTable(columns, wide ? Infinity : tableWidth);
      const none = `No resources found${namespace === undefined ? '' : ` in ${namespace}`}.`;
      return async (rows) => {
        if (rows.length === 0) return say(world, world.stderr, none);
        write(table(rows));
      };
    }
    case 'name':
      return async (rows) =>
        write(rows.map((row) => `${resource.singular}/${resource.name(row)}\n`).join(''));
    case 'json':
      return async (rows, each) => {
        for (const document of await documents(rows, each)) write(`${JSON.stringify(document, null, 2)}\n`);
      };
    case 'yaml': {
      let separator = '';
      return async (rows, each) => {
        for (const document of await documents(rows, each)) {
          write(`${separator}${stringify(document)}`);
          separator = '---\n';
        }
      };
    }
  }
}
