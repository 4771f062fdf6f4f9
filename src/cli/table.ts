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
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const lines = [columns.map((column) => column.title), ...cells];
  const widths = fitted(
    columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0))),
    width - gap.length * (columns.length - 1),
  );
  return lines
    .map((line) =>
      line.map((cell, index) => cut(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0)).join(gap),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** Names and messages come from tenants and guests: nothing of them may steer the terminal or break the line. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
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
