/** A value of the vSphere API, as it goes into an answer. */
export type VimValue =
  | { readonly kind: 'scalar'; readonly type: string; readonly text: string }
  | { readonly kind: 'reference'; readonly type: string; readonly id: string }
  | { readonly kind: 'object'; readonly type: string; readonly fields: VimFields }
  /** `type` is that of the items: a property that is a list travels as `ArrayOf` of it. */
  | { readonly kind: 'list'; readonly type: string; readonly items: readonly VimValue[] }
  /** A field that may hold anything. */
  | { readonly kind: 'any'; readonly value: VimValue };

/** In schema order; undefined fields are left out. */
export type VimFields = Readonly<Record<string, VimValue | undefined>>;

/** A managed object, by type and id. */
export type VimReference = Extract<VimValue, { readonly kind: 'reference' }>;

/** A value of `xsd:string`. */
export function text(value: string): VimValue {
  return { kind: 'scalar', type: 'xsd:string', text: value };
}

/** A value of `xsd:int`. */
export function int(value: number): VimValue {
  return { kind: 'scalar', type: 'xsd:int', text: String(value) };
}

/** A value of `xsd:long`. */
export function long(value: number): VimValue {
  return { kind: 'scalar', type: 'xsd:long', text: String(value) };
}

/** A value of `xsd:boolean`. */
export function flag(value: boolean): VimValue {
  return { kind: 'scalar', type: 'xsd:boolean', text: String(value) };
}

/** A value of `xsd:dateTime`. */
export function time(value: Date): VimValue {
  return { kind: 'scalar', type: 'xsd:dateTime', text: value.toISOString() };
}

/** A value of an enumeration of the API. */
export function choice(type: string, value: string): VimValue {
  return { kind: 'scalar', type, text: value };
}

/** A managed object, by its type and its name in vCenter. */
export function reference(type: string, id: string): VimReference {
  return { kind: 'reference', type, id };
}

/** A data object with its fields. */
export function object(type: string, fields: VimFields): VimValue {
  return { kind: 'object', type, fields };
}

/** A list, which says of what. */
export function list(type: string, items: readonly VimValue[]): VimValue {
  return { kind: 'list', type, items };
}

/** A value whose type has to be told with it. */
export function any(value: VimValue): VimValue {
  return { kind: 'any', value };
}

/** An element of that name with its `xsi:type`; of a list one element for each item. */
export function writeValue(name: string, value: VimValue): string {
  switch (value.kind) {
    case 'scalar':
      return element(name, ` xsi:type="${value.type}"`, escapeXml(value.text));
    case 'reference':
      return element(name, ` type="${value.type}" xsi:type="ManagedObjectReference"`, escapeXml(value.id));
    case 'object':
      return element(name, ` xsi:type="${value.type}"`, writeFields(value.fields));
    case 'list':
      return value.items.map((item) => writeValue(name, item)).join('');
    case 'any':
      return writeAny(name, value.value);
  }
}

/** Where anything may stand a list is one element. */
function writeAny(name: string, value: VimValue): string {
  if (value.kind !== 'list') return writeValue(name, value);
  const item = value.type.replace(/^xsd:/, '');
  const type = item.charAt(0).toUpperCase() + item.slice(1);
  const items = value.items.map((each) => writeValue(type, each)).join('');
  return element(name, ` xsi:type="ArrayOf${type}"`, items);
}

/** Fields as elements; those without a value are left out. */
export function writeFields(fields: VimFields): string {
  return Object.entries(fields)
    .map(([name, value]) => (value === undefined ? '' : writeValue(name, value)))
    .join('');
}

function element(name: string, attributes: string, content: string): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

// Characters that XML 1.0 cannot carry at all.
// oxlint-disable-next-line no-control-regex -- they are what XML cannot hold
const unrepresentable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as XML holds it. */
export function escapeXml(value: string): string {
  return value
    .replace(unrepresentable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
