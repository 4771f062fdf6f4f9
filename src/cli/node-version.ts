/** The oldest Node that runs the sources; `engines` in package.json says the same. */
export const oldestNode = '24.11.0';

/** Why this Node will not do, or undefined. */
export function nodeProblem(version: string): string | undefined {
  if (compare(version, oldestNode) >= 0) return undefined;
  return `this needs Node ${oldestNode} or newer and runs on ${version} (in a checkout: npx cse)`;
}

function compare(one: string, other: string): number {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10));
  const others = numbers(other);
  for (const [index, number] of numbers(one).entries()) {
    const difference = number - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
