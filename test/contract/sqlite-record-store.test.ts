import { makeSqliteHome } from '../support/sqlite-home.ts';
import { recordStoreContract } from './record-store.ts';

recordStoreContract('SQLite', () => makeSqliteHome());
recordStoreContract('SQLite on a disk that takes 5 ms to flush', () => makeSqliteHome({ commitDelayMs: 5 }));
