import type { AnyStateMachine } from 'xstate';

/** One way from a state to the next. */
export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** Name of the guard that has to hold; absent: taken when none of the edges before it is. */
  readonly guard?: string;
}

/** A machine as a picture shows it: states in the order of the source, edges in the order in which they are tried. */
export interface MachineChart {
  readonly initial: string;
  readonly states: readonly string[];
  readonly edges: readonly ChartEdge[];
}

/** Reads the chart off a machine. xstate's own graph leaves out eventless transitions, which are all we have. */
export function machineChart(machine: AnyStateMachine): MachineChart {
  const states = Object.values(machine.root.states);
  return {
    initial: machine.root.initial.target?.[0]?.key ?? '',
    states: states.map((state) => state.key),
    edges: states.flatMap((state) =>
      (state.always ?? []).flatMap(({ guard, target = [] }) =>
        target.map(({ key }) => ({
          from: state.key,
          to: key,
          ...(guard !== undefined && { guard: guardName(guard) }),
        })),
      ),
    ),
  };
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type);
  return 'guard';
}
