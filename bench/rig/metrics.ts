/** The sum of a series over the labels that match, read from a server's metrics; undefined while it does not answer. */
export async function seriesSum(
  metricsUrl: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  if (metricsUrl === '') return undefined;
  const answer = await fetch(`${metricsUrl}/metrics`).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const lines = (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const matching = lines.filter((line) => wanted.every((text) => line.includes(text)));
  return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
