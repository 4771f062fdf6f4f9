/** A template definition or one of its scripts is missing or wrong; the message says which and what would be right. */
export class DefinitionUnusable extends Error {
  override readonly name = 'DefinitionUnusable';
  readonly code = 'CSE_DEFINITION_UNUSABLE';
}
