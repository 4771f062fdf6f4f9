/** The oldest Node that runs the sources; `engines` in package.json says the same. */
export const oldestNode = '24.11.0';

/**
 * Why this Node will not do, or undefined.
 * @param {string} version
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  if (compare(version, oldestNode) >= 0) return undefined;
  return `this needs Node ${oldestNode} or newer and runs on ${version} (in a checkout: npx cse)`;
}

/**
 * @param {string} one
 * @param {string} other
 */
function compare(one, other) {
  const others = numbersOf(other);
  for (const [index, number] of numbersOf(one).entries()) {
    const difference = number - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @param {string} version */
function numbersOf(version) {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
