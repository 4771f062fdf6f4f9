/** One line without control characters (a report is shown on terminals) and without what was not UTF-8. */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\uFFFD\s]+/gu, ' ').trim();
}

/** The same line by line, without empty lines; whatever is longer than `longest` characters keeps its end. */
export function plainLines(text: string, longest: number): string {
  const lines = text.split(/[\r\n]+/).map(plainText);
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(-longest);
}
