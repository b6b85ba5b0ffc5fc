import type { BenchOptions } from './bench.ts';
import type { Report } from './report.ts';
export const benchSync = (_: BenchOptions): Promise<Report> => Promise.resolve({ title: 'Sync', peers: [], lines: [] });
