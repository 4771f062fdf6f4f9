import { printable } from '../printable.ts';

/** A value of a cell; JSON as it came. */
export type Row = Readonly<Record<string, unknown>>;

const gap = '  ';

/** A column is this much wider than its title, as tabulate makes it. */
const titleMargin = 2;

/**
 * Rows under alphabetical columns, upper case before lower case, in tabulate's style "simple" (contract of CSE 1.2.7,
 * section 10): columns of numbers to the right, a cell of several lines as several lines. No rows are an empty line.
 */
export function tableOf(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '\n';
  return simpleTable(
    Object.keys(first).toSorted(),
    rows.map((row) =>
      Object.keys(first)
        .toSorted()
        .map((column) => cellText(row[column])),
    ),
  );
}

/** The properties of one thing, by name. */
export function propertyTable(properties: Row): string {
  const names = Object.keys(properties).toSorted();
  return simpleTable(
    ['property', 'value'],
    names.map((name) => [name, cellText(properties[name])]),
  );
}

function simpleTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = titles.map((title, index) => {
    const cells = rows.map((row) => linesOf(row[index] ?? ''));
    const width = Math.max(title.length + titleMargin, ...cells.flat().map(widthOf));
    const numeric = cells.every((lines) => lines.every((line) => /^-?\d+(\.\d+)?$/.test(line)));
    const padded = (text: string): string => {
      const padding = ' '.repeat(Math.max(0, width - widthOf(text)));
      return numeric ? padding + text : text + padding;
    };
    return { title: padded(title), rule: '-'.repeat(width), cells, padded };
  });
  const body = rows.flatMap((_, index) => {
    const height = Math.max(...columns.map(({ cells }) => cells[index]?.length ?? 1));
    return Array.from({ length: height }, (_, line) =>
      columns.map(({ cells, padded }) => padded(cells[index]?.[line] ?? '')),
    );
  });
  const lines = [columns.map(({ title }) => title), columns.map(({ rule }) => rule), ...body];
  return lines.map((cells) => `${cells.join(gap).trimEnd()}\n`).join('');
}

function linesOf(cell: string): readonly string[] {
  return printable(cell)
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** In code points: what is shown here is names, addresses and descriptions. */
function widthOf(text: string): number {
  return Array.from(text).length;
}

/** As the original client showed them: what is in a list on a line each, objects as Python writes them, null as nothing. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(cellText).join('\n');
  return pythonText(value);
}

function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonString(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, each]) => `${pythonString(key)}: ${pythonText(each)}`);
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}

function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
