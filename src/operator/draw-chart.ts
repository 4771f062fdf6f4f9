import { Graph, layout } from '@dagrejs/dagre';
import type { Kind } from '#records/metadata.ts';

/** The states of a machine and the ways between them. */
export interface Chart {
  readonly initial: string;
  readonly states: readonly string[];
  readonly edges: readonly ChartEdge[];
}

interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** Name of what has to hold; absent: taken when none of the edges before it is. */
  readonly guard?: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A chart with a place for everything, in pixels from the top left corner. */
export interface DrawnChart {
  readonly initial: string;
  readonly width: number;
  readonly height: number;
  /** `x` and `y` are the middle. */
  readonly states: readonly (Point & { readonly name: string; readonly width: number })[];
  readonly stateHeight: number;
  /** One per pair of states, whatever the number of guards that lead from one to the other. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly guards: readonly string[];
    /** Where the line bends; it begins and ends at the edge of a state. */
    readonly points: readonly Point[];
  }[];
}

/** The picture of each kind's machine. */
export type DrawnCharts = Readonly<Record<Kind, DrawnChart>>;

const stateHeight = 30;
/** How much more a line between neighbours counts that is not straight. */
const spineWeight = 20;
/** What a letter takes, and what is left free beside the text. */
const width = { letter: 7.2, margin: 36 } as const;

/** Lays a chart out from top to bottom so that few lines cross. The same chart gives the same picture. */
export function drawChart({ initial, states, edges }: Chart): DrawnChart {
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 34, edgesep: 12, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of states)
    graph.setNode(name, {
      width: Math.round(name.length * width.letter + width.margin),
      height: stateHeight,
    });
  for (const [from, to] of pairs(edges)) {
    // States are written in the order in which work is done: that way is drawn straight.
    const next = states.indexOf(to) === states.indexOf(from) + 1;
    graph.setEdge(from, to, { weight: next ? spineWeight : 1 });
  }
  layout(graph);
  const { width: wide = 0, height: high = 0 } = graph.graph();
  return {
    initial,
    width: Math.ceil(wide),
    height: Math.ceil(high),
    stateHeight,
    states: states.map((name) => {
      const { x, y, width } = graph.node(name);
      return { name, ...point({ x, y }), width };
    }),
    edges: pairs(edges).map(([from, to]) => ({
      from,
      to,
      guards: edges
        .filter((edge) => edge.from === from && edge.to === to)
        .map(({ guard }) => guard ?? 'otherwise'),
      points: (graph.edge(from, to).points ?? []).map(point),
    })),
  };
}

function pairs(edges: readonly ChartEdge[]): [from: string, to: string][] {
  const found = new Map(edges.map(({ from, to }) => [`${from} ${to}`, [from, to] as [string, string]]));
  return [...found.values()];
}

function point({ x, y }: { readonly x?: number; readonly y?: number }): Point {
  return { x: Math.round(x ?? 0), y: Math.round(y ?? 0) };
}
