import type { Bench } from './bench.ts';
import type { Against } from './figure.ts';

const measureMs = 1_500;

/** How much is done per second: `round` does some of it and says how much, again and again for a while. */
export async function measureRate(
  bench: Bench,
  figure: { readonly metric: string; readonly unit: string; readonly against?: Against },
  round: () => Promise<number>,
): Promise<void> {
  for (const until = performance.now() + measureMs / 5; performance.now() < until;) await round();
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < measureMs) {
    bench.signal.throwIfAborted();
    count += await round();
  }
  const perSecond = (count / (performance.now() - startedAt)) * 1000;
  bench.figure(figure.metric, perSecond, figure.unit, figure.against);
}
