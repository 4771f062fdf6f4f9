/** Lines that stay the same around a change. */
const context = 3;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** What must change in one text to get the other, as lines with `-` and `+` and a little around them. */
export function differences(before: string, after: string): string {
  const lines = edits(before.trimEnd().split('\n'), after.trimEnd().split('\n'));
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ mark }) => mark !== ' '),
  );
  let text = '';
  for (const [index, { mark, text: line }] of lines.entries()) {
    if (near[index]) text += `${mark} ${line}\n`;
    else if (near[index - 1]) text += '  ...\n';
  }
  return text;
}

/** The shortest way, by the longest common subsequence: records have a few hundred lines at most. */
function edits(before: readonly string[], after: readonly string[]): Line[] {
  const common = before.map(() => new Uint32Array(after.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (const [i, row] of [...common.entries()].toReversed()) {
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push({ mark: ' ', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: old });
      i += 1;
    } else {
      lines.push({ mark: '+', text: fresh ?? '' });
      j += 1;
    }
  }
  return lines;
}
