const time = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)`;
const shape = new RegExp(
  [
    String.raw`^\{"version":1,"machine":"([A-Za-z0-9._-]+)","sequence":(0|[1-9]\d{0,14})`,
    `,"notBefore":"${time}","deadline":"${time}"`,
    String.raw`,"id":"([A-Za-z0-9][A-Za-z0-9._-]{0,127})","kind":"([A-Za-z]{1,32})","node":"([^"\\]*)"\}$`,
  ].join(''),
);

/** A request text, taken apart (docs/reference/guest-jobs.md, "The request"). */
export class JobRequest {
  readonly machine: string;
  readonly sequence: number;
  readonly notBefore: Date;
  readonly deadline: Date;
  readonly id: string;
  readonly kind: string;
  readonly node: string;

  private constructor(parts: readonly string[]) {
    const [machine = '', sequence, notBefore = '', deadline = '', id = '', kind = '', node = ''] = parts;
    this.machine = machine;
    this.sequence = Number(sequence);
    this.notBefore = new Date(notBefore);
    this.deadline = new Date(deadline);
    this.id = id;
    this.kind = kind;
    this.node = node;
  }

  /** Undefined for a text that is not exactly of the protocol's shape. */
  static read(text: string): JobRequest | undefined {
    const match = shape.exec(text);
    return match ? new JobRequest(match.slice(1)) : undefined;
  }

  /** What an id stands for as long as it is remembered. */
  get subject(): string {
    return `${this.kind} ${this.node}`;
  }

  get nodeIsName(): boolean {
    return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(this.node);
  }
}
