/** A time as it stands in names of files: `20261120T121500Z`. */
export function momentText(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
