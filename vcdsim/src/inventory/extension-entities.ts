/** What extends vCD and what it stands on, by bare UUID as in `entities.ts`. */
export interface ExtensionService {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly enabled: boolean;
  /** Whether vCD itself would look at the rules of its resources; nothing here does. */
  readonly authorizationEnabled: boolean;
  readonly priority: number;
  readonly vendor: string;
  readonly apiFilters: readonly ApiFilter[];
  readonly rightIds: readonly string[];
}

/** Which calls go to an extension. */
export interface ApiFilter {
  readonly id: string;
  readonly urlPattern: string;
}

/** A vCenter that is registered. */
export interface VCenter {
  readonly id: string;
  readonly name: string;
  /** With scheme, host and port. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}
