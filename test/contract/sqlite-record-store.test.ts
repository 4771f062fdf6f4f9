import { makeSqliteHome } from '../support/sqlite-home.ts';
import { recordStoreContract } from './record-store.ts';

recordStoreContract('SQLite', () => makeSqliteHome({ writes: 'thread' }));
recordStoreContract('SQLite in one thread', () => makeSqliteHome({ writes: 'here' }));
recordStoreContract('SQLite on a disk that takes 5 ms to flush', () =>
  makeSqliteHome({ writes: 'thread', commitDelayMs: 5 }),
);
