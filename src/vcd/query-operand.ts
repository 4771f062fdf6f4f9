/**
 * A value for a filter that is sent with `filterEncoded=true`: all but letters, digits, `-`, `.`, `_` percent-encoded,
 * because the rest may mean something to the filter language.
 */
export function queryOperand(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
