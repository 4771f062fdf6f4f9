import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { WorkerOptions } from './protocol.ts';
import { serveWrites } from './serve-writes.ts';

// The writing thread. `workerData` is what `startWriter` passes; no one else starts this file.
if (!isMainThread && parentPort) await serveWrites(parentPort, workerData as WorkerOptions);
