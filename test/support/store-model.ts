import type { Template } from '#records/template.ts';
import type { RecordChange } from '#store/record-store.ts';

/** What a test tells records apart by. */
export interface Essence {
  readonly uid: string;
  readonly generation: number;
  readonly finalizers: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly marked: boolean;
  readonly cpu: number;
  readonly phase: string | undefined;
}

export type Ending = 'written' | 'nothing' | 'StoreExists' | 'StoreConflict' | 'StoreGone';

export interface ExpectedChange {
  readonly kind: RecordChange<Template>['kind'];
  readonly name: string;
  readonly essence: Essence;
}

/** A record as somebody has read it; `stamp` stands for its resource version. */
export interface Sight {
  readonly name: string;
  readonly uid: string;
  readonly stamp: number;
}

export function essenceOf({ metadata, spec, status }: Template): Essence {
  return {
    uid: metadata.uid,
    generation: metadata.generation,
    finalizers: metadata.finalizers,
    labels: metadata.labels,
    marked: metadata.deletionTimestamp !== undefined,
    cpu: spec.cpu,
    phase: status.phase,
  };
}

/** The rules of a record store in a few plain lines, to compare a real one with. */
export class StoreModel {
  readonly records = new Map<string, { readonly essence: Essence; readonly stamp: number }>();
  readonly changes: ExpectedChange[] = [];
  #stamp = 0;

  create(name: string, essence: Essence): Ending {
    if (this.records.has(name)) return 'StoreExists';
    return this.#write('created', name, essence);
  }

  updateSpec(sight: Sight, wish: Pick<Essence, 'cpu' | 'labels'>): Ending {
    const present = this.records.get(sight.name);
    if (present?.essence.uid !== sight.uid) return 'StoreGone';
    if (present.stamp !== sight.stamp) return 'StoreConflict';
    const { cpu, labels, generation } = present.essence;
    const sameSpec = cpu === wish.cpu;
    if (sameSpec && labels['tier'] === wish.labels['tier']) return 'nothing';
    const next = { ...present.essence, ...wish, generation: generation + (sameSpec ? 0 : 1) };
    return this.#write('specChanged', sight.name, next);
  }

  updateStatus(sight: Sight, phase: string): Ending {
    const present = this.records.get(sight.name);
    if (present?.essence.uid !== sight.uid) return 'nothing';
    if (present.stamp !== sight.stamp) return 'StoreConflict';
    if (present.essence.phase === phase) return 'nothing';
    return this.#write('statusChanged', sight.name, { ...present.essence, phase });
  }

  remove(name: string): Ending {
    const present = this.records.get(name)?.essence;
    if (!present || present.marked) return 'nothing';
    if (present.finalizers.length === 0) return this.#erase(name, present);
    return this.#write('deletionRequested', name, { ...present, marked: true });
  }

  release(name: string, finalizer: string): Ending {
    const present = this.records.get(name)?.essence;
    if (!present?.finalizers.includes(finalizer)) return 'nothing';
    const finalizers = present.finalizers.filter((other) => other !== finalizer);
    if (present.marked && finalizers.length === 0) return this.#erase(name, present);
    const kind = present.marked ? 'deletionRequested' : 'specChanged';
    return this.#write(kind, name, { ...present, finalizers });
  }

  #write(kind: ExpectedChange['kind'], name: string, essence: Essence): Ending {
    this.#stamp += 1;
    this.records.set(name, { essence, stamp: this.#stamp });
    this.changes.push({ kind, name, essence });
    return 'written';
  }

  #erase(name: string, essence: Essence): Ending {
    this.records.delete(name);
    this.changes.push({ kind: 'gone', name, essence });
    return 'written';
  }
}
