/** A column of a table of rows. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

const gap = '   ';

/** Columns narrower than this are not cut any further. */
const narrowest = 8;

/** Left-aligned columns under their titles, as kubectl prints them; the widest are cut with … to fit `width`. */
export function tableText<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Infinity,
): string {
  return growingTable(columns, width)(rows);
}

/** A table that gets more rows later: titles come once, and columns only ever grow. */
export function growingTable<Row>(
  columns: readonly Column<Row>[],
  width = Infinity,
): (rows: readonly Row[]) => string {
  let widest: readonly number[] | undefined;
  return (rows) => {
    const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
    const lines = widest ? cells : [columns.map((column) => column.title), ...cells];
    const natural = naturalWidths(lines, columns.length);
    widest = natural.map((each, index) => Math.max(each, widest?.[index] ?? 0));
    const widths = fitted(widest, width - gap.length * (columns.length - 1));
    return lines.map((line) => lineText(line, widths)).join('');
  };
}

/** The same where every word is wanted: nothing is cut, the last column goes on in the next line. */
export function flowingTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const lines = [columns.map((column) => column.title), ...cells];
  const widths = naturalWidths(lines, columns.length);
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap.length, 0);
  const last = columns.length - 1;
  return lines
    .flatMap((line) => {
      const [first = '', ...more] = wrapped(line[last] ?? '', Math.max(narrowest, width - before));
      return [
        [...line.slice(0, last), first],
        ...more.map((text) => [...line.slice(0, last).map(() => ''), text]),
      ];
    })
    .map((line) => lineText(line, [...widths.slice(0, -1), Infinity]))
    .join('');
}

/** Lines of at most `width`, broken between words; a word that is longer stays whole, so that it can be copied. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Names and messages come from tenants and guests: nothing of them may steer the terminal or break the line. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

function naturalWidths(lines: readonly (readonly string[])[], count: number): number[] {
  const widths = Array.from({ length: count }, () => 0);
  for (const line of lines)
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return widths;
}

function lineText(line: readonly string[], widths: readonly number[]): string {
  const cells = line.map((cell, index) => {
    const width = widths[index] ?? 0;
    return width === Infinity ? cell : cut(cell, width).padEnd(width);
  });
  return `${cells.join(gap).trimEnd()}\n`;
}

function fitted(widths: readonly number[], most: number): number[] {
  const result = [...widths];
  const total = () => result.reduce((sum, width) => sum + width, 0);
  while (total() > most) {
    const widest = Math.max(...result);
    if (widest <= narrowest) break;
    result[result.lastIndexOf(widest)] = widest - 1;
  }
  return result;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
