import { Refusal } from '#api/description/answers.ts';

/** The reason in a structured error body; fails the test when the body is anything else. */
export function reasonOf(answer: { readonly json: unknown }): string {
  return Refusal.parse(answer.json).message.reason;
}
