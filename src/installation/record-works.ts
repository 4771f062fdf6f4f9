/** Bringing records back that were lost, out of what vCD shows: a database that is deleted costs no cluster. */
export interface RecordWorks {
  /**
   * Throws `InstallationProblem` where a server has the database, where it has clusters and `merge` was not said, and where
   * there is no secret key and `newKey` was not said.
   */
  rebuild(
    choice: RebuildChoice,
    onProgress: (progress: RebuildProgress) => void,
    signal: AbortSignal,
  ): Promise<Rebuilt>;
}

/** How `cse rebuild` was called. */
export interface RebuildChoice {
  /** Into a database that has clusters: adds what is missing, and changes nothing that is there. */
  readonly merge: boolean;
  /** Only looks, and makes no database. */
  readonly dryRun: boolean;
  /** Makes a secret key where there is none: what the machines carry stays sealed then. */
  readonly newKey: boolean;
  /** Whom the audit names. */
  readonly actor: string;
}

/** What a rebuild has brought back. */
export interface Rebuilt {
  readonly clusters: readonly RebuiltCluster[];
  readonly templates: readonly RebuiltTemplate[];
}

/** What became of one cluster's record. */
export interface RebuiltCluster {
  readonly org: string;
  readonly name: string;
  readonly vAppId: string;
  /** The id that its vApp carries; it is the record's, too. */
  readonly clusterId: string;
  /**
   * `restored`: its record is there again; `completed`: it was there, and secrets of it are, too, now; `present`: nothing
   * was missing; `left`: no record was made, the message says why; `failed`: it could not be read.
   */
  readonly outcome: 'restored' | 'completed' | 'present' | 'left' | 'failed';
  readonly nodes: number;
  readonly message: string;
  /** What could not be known, in sentences. */
  readonly remarks: readonly string[];
}

/** What became of one template's record. */
export interface RebuiltTemplate {
  readonly name: string;
  /** `missing`: the configuration offers it, and the catalog does not have it. */
  readonly outcome: 'found' | 'missing';
  readonly message: string;
}

/** How far a rebuild has come; the cluster is the last one done. */
export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
  readonly cluster: RebuiltCluster;
}
