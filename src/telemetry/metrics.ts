import { Counter, Registry, collectDefaultMetrics } from 'prom-client';
import { inventorySeries } from './inventory-series.ts';
import { reconcileSeries } from './reconcile-series.ts';
import { recordSeries } from './record-series.ts';
import { requestSeries } from './request-series.ts';
import { storeSeries } from './store-series.ts';
import { vcdSeries } from './vcd-series.ts';

/** Every series of one server, in a registry of its own: two servers in one process never mix. */
export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Makes the registry and its series. `processMetrics` adds those of the Node process, which cannot be stopped again, under
 * the names that they have in every service. `tenantLabels` lets series name organizations and clusters.
 */
export function createMetrics(
  options: { readonly processMetrics?: boolean; readonly tenantLabels?: boolean } = {},
) {
  const { processMetrics = false, tenantLabels = false } = options;
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const scrapeListeners = new Set<() => void | Promise<void>>();
  const collectionErrors = new Counter({
    name: 'cse_metrics_collection_errors_total',
    help: 'Times that some series could not be brought up to date for a scrape; they show older values.',
    registers,
  });

  return {
    ...requestSeries(registers),
    ...reconcileSeries(registers),
    ...vcdSeries(registers),
    ...inventorySeries(registers),
    ...storeSeries(registers),
    ...recordSeries(registers, tenantLabels),
    tenantLabels,
    registry,
    contentType: registry.contentType,

    /** Calls back before every scrape, to set what is only worth knowing then; returns what ends that. */
    beforeScrape(listener: () => void | Promise<void>): () => void {
      scrapeListeners.add(listener);
      return () => scrapeListeners.delete(listener);
    },

    /** All series in the Prometheus text format. What one listener throws must not hide the series of the others. */
    async scrape(): Promise<string> {
      for (const listener of scrapeListeners) {
        try {
          await listener();
        } catch {
          collectionErrors.inc();
        }
      }
      return registry.metrics();
    },
  };
}
