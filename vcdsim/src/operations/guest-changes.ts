import type { GuestCustomization } from '../inventory/entities.ts';
import type { XmlElement } from '../xml/read.ts';
import { booleanOf, childOf, textOf } from '../xml/read.ts';

/** The fields that a GuestCustomizationSection names; children are read by name, old clients mix their order. */
export function readGuestCustomization(section: XmlElement): Partial<GuestCustomization> {
  const flag = (name: string): boolean | undefined => booleanOf(textOf(section, name));
  return definedOf({
    enabled: flag('Enabled'),
    changeSid: flag('ChangeSid'),
    adminPasswordEnabled: flag('AdminPasswordEnabled'),
    adminPasswordAuto: flag('AdminPasswordAuto'),
    adminPassword: textOf(section, 'AdminPassword'),
    resetPasswordRequired: flag('ResetPasswordRequired'),
    // Not trimmed: it is a program.
    customizationScript: childOf(section, 'CustomizationScript')?.text,
    computerName: textOf(section, 'ComputerName'),
  });
}

function definedOf(values: {
  readonly [Field in keyof GuestCustomization]: GuestCustomization[Field] | undefined;
}): Partial<GuestCustomization> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
