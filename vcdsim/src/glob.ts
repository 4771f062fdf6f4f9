/** A text with `*` for any characters as an expression that has to fit the whole of another. */
export function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => RegExp.escape(part))
      .join('.*')}$`,
    'is',
  );
}
