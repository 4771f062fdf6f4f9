import { Gauge, type Registry } from 'prom-client';

/** What the list of all vApps says, and who relies on it. */
export function inventorySeries(registers: Registry[]) {
  const level = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    inventoryVApps: level('cse_inventory_vapps', 'vApps marked as clusters in the newest list of vCD.'),
    inventoryListedAt: level(
      'cse_inventory_listed_timestamp_seconds',
      'When the reading of the newest list began, in seconds since 1970; 0 before the first.',
    ),
    clustersAtRest: level(
      'cse_clusters_at_rest',
      'Clusters that need nothing and are observed by the list of all vApps.',
    ),
    clustersSeenAtRest: level(
      'cse_clusters_seen_at_rest',
      'Clusters at rest whose vApp was in the newest list as it should be.',
    ),
  };
}
