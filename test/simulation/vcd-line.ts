import type { Simulator } from 'vcdsim';
import type { HttpLine, LineAnswer } from '#vcd/http/http-line.ts';
import type { Dice } from './dice.ts';
import type { Life } from './life.ts';
import { pathPattern, type Point } from './points.ts';
import type { VirtualTime } from './virtual-time.ts';

/** As long as the service's own line over a network waits for an answer. */
const answerTimeoutMs = 60_000;

export interface VcdLineOptions {
  readonly sim: Pick<Simulator, 'answer'>;
  readonly time: VirtualTime;
  /** Each way takes from 2 to 40 ms. */
  readonly dice: Dice;
  readonly life: Life;
  /** False when the process ends there. */
  readonly cross: (point: Point) => boolean;
  readonly note: (line: string) => void;
}

/** The service's line to vcdsim, with bodies as they go over a network and time that passes on the way. */
export function vcdLine({ sim, time, dice, life, cross, note }: VcdLineOptions): HttpLine {
  const oneWayMs = () => 2 + Math.floor(38 * dice.fraction());
  return {
    carry({ method, url, headers, body }, signal) {
      const what = `${method} ${pathPattern(url.pathname)}`;
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise<LineAnswer>((resolve, reject) => {
        if (life.over || !cross({ kind: 'call', when: 'before', what })) return;
        const abort = () => end(() => reject(signal.reason));
        const callOff = life.time.after(answerTimeoutMs, () =>
          end(() => reject(networkError('ETIMEDOUT', 'nobody answered'))),
        );
        const end = (how: () => void) => {
          signal.removeEventListener('abort', abort);
          callOff();
          how();
        };
        signal.addEventListener('abort', abort, { once: true });

        const arrive = async () => {
          const request = {
            method,
            url: url.pathname + url.search,
            headers: { ...headers, host: url.host },
            body,
          };
          const ending = await sim.answer(request);
          note(`${life.number} ${what} ${ending.kind === 'answer' ? ending.status : ending.kind}`);
          if (life.over || !cross({ kind: 'call', when: 'after', what })) return;
          if (ending.kind === 'silence') return;
          const { kind } = ending;
          life.time.after(oneWayMs(), () =>
            end(() => {
              if (kind === 'hang-up') reject(networkError('ECONNRESET', 'the connection was cut'));
              else resolve(lineAnswer(ending, time));
            }),
          );
        };
        time.after(oneWayMs(), () => void arrive());
      });
    },
    [Symbol.dispose]() {},
  };
}

function lineAnswer(
  { status, headers, body }: Extract<Awaited<ReturnType<Simulator['answer']>>, { kind: 'answer' }>,
  time: VirtualTime,
): LineAnswer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status,
    headers: { date: time.date().toUTCString(), ...Object.fromEntries(lower) },
    text: body?.toString('utf8') ?? '',
  };
}

function networkError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
