/** Buckets from a millisecond to two minutes: a store commit as well as a slow vCD call. */
export const seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Buckets from half a minute to four hours: what is made by copying disks. */
export const minutes = [0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 120, 240].map((count) => count * 60);
