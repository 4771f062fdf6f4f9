/** Every bench of `make bench`, in the order of running, with what it measures. */
export const benches = {
  original:
    'The original server of CSE 1.2.7, unmodified, in the same simulated cloud and with pauses that are as much shorter: its calls and its time. The other benches are held against it.',
  calls:
    'Calls of Cloud Director per operation, for a control plane and two workers. Polls, which grow with how long vCD takes, are counted apart.',
  'time-to-ready':
    'Seconds from a request for a cluster to the success of its task, against the least that vCD and the guests take by themselves.',
  intake:
    'Requests over a real RabbitMQ at a steady rate, while hundreds of clusters converge; the highest rate; what one tenant’s burst does to another.',
  fleet:
    'A thousand clusters at once in a cloud that takes no time: time, memory, processor time, and how long others wait; then one node more for each; then all deleted. And a smaller fleet where every commit takes 5 ms longer.',
  'fleet-growth':
    'What one cluster more takes and costs in a fleet that grows: flat, or not. Clusters of one control plane.',
  'fleet-at-rest':
    'Ten thousand ready clusters: how soon a restarted server has seen them all, and what it costs to watch over them.',
  decide: 'The machines and the work queue, each alone.',
  store:
    'The store alone: durable writes, also on a disk whose commits take longer; a list of ten thousand clusters; how soon a watcher hears.',
  status: '`cse get clusters -A` of thousands of records against a running server, as a process of its own.',
} as const satisfies Readonly<Record<string, string>>;

export type BenchName = keyof typeof benches;
