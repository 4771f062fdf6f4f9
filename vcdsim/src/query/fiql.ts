import { badRequest } from '../http/api-error.ts';
import { percentDecoded } from '../http/router.ts';

/** A parsed filter: `,` is or, `;` is and. */
export type Filter =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Filter[] }
  | {
      readonly kind: 'condition';
      readonly field: string;
      readonly operator: Operator;
      readonly value: string;
    };

/** How a filter compares. */
export type Operator = '==' | '!=' | '=gt=' | '=ge=' | '=lt=' | '=le=';

const conditionPattern = /^([^=!]+?)(==|!=|=gt=|=ge=|=lt=|=le=)(.*)$/s;

/**
 * vCloud API, query filters. With `encoded` each operand is percent-decoded once more. Throws 400.
 */
export function parseFilter(text: string, encoded: boolean): Filter {
  const tokens = tokenize(text);
  let position = 0;

  const peek = (): string | undefined => tokens[position];
  function parseOr(): Filter {
    const parts = [parseAnd()];
    while (peek() === ',') {
      position++;
      parts.push(parseAnd());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'or', parts };
  }
  function parseAnd(): Filter {
    const parts = [parseTerm()];
    while (peek() === ';') {
      position++;
      parts.push(parseTerm());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'and', parts };
  }
  function parseTerm(): Filter {
    const token = tokens[position++];
    if (token === '(') {
      const inner = parseOr();
      if (tokens[position++] !== ')') throw badFilter(text);
      return inner;
    }
    const found = conditionPattern.exec(token ?? '');
    if (!found) throw badFilter(text);
    const [, field = '', operator = '', value = ''] = found;
    return {
      kind: 'condition',
      field: encoded ? percentDecoded(field) : field,
      // The pattern lets nothing else through.
      operator: operator as Operator,
      value: encoded ? percentDecoded(value) : value,
    };
  }

  const filter = parseOr();
  if (position !== tokens.length) throw badFilter(text);
  return filter;
}

/** Splits at `, ; ( )` outside backslash escapes; the escapes are kept for the value. */
function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  let current = '';
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === '\\' && index + 1 < text.length) {
      current += char + text.charAt(++index);
    } else if (',;()'.includes(char)) {
      if (current) tokens.push(current);
      current = '';
      tokens.push(char);
    } else {
      current += char;
    }
  }
  if (current) tokens.push(current);
  return tokens;
}

/** A value with `*` as wildcard anywhere; a backslash takes the meaning away. Case does not count. */
export function valuePattern(value: string): RegExp {
  let source = '';
  for (let index = 0; index < value.length; index++) {
    const char = value.charAt(index);
    if (char === '\\' && index + 1 < value.length) source += quoted(value.charAt(++index));
    else source += char === '*' ? '.*' : quoted(char);
  }
  return new RegExp(`^${source}$`, 'is');
}

function quoted(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
}

function badFilter(text: string) {
  return badRequest(`The filter "${text}" is not valid.`);
}
