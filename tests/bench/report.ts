// Figures as a Markdown table: what was measured, ours beside the peers, the ratio and the target.
import { cpus, loadavg, totalmem } from 'node:os';

export interface Line {
  work: string;
  unit: string;
  ours: number | undefined;
  /** peer → figure; undefined: it cannot do this, or did not end in time */
  peers: readonly (number | undefined)[];
  /** `ours / peer` for costs, `peer / ours` read the other way round for rates: see `better` */
  better: 'less' | 'more';
  target: string;
  remark?: string;
}

export interface Report {
  title: string;
  peers: readonly string[];
  lines: readonly Line[];
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** the value below which `share` of all lie; NaN of none */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** median of what was measured; undefined when some run gave nothing */
export const medianOf = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length > 0 ? median(known) : undefined;
};

export function markdown({ title, peers, lines }: Report): string {
  const head = ['', 'unit', 'ours', ...peers, ...peers.map((peer) => `× ${peer}`), 'target'];
  const rows = lines.map(({ work, unit, ours, peers: others, better, target, remark }) => [
    remark ? `${work} (${remark})` : work,
    unit,
    shown(ours),
    ...others.map(shown),
    ...others.map((other) => ratio(ours, other, better)),
    target
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** How many times better ours is: above 1 in our favour, for costs and for rates alike. */
function ratio(ours: number | undefined, other: number | undefined, better: 'less' | 'more'): string {
  if (!ours || !other) return '–';
  return `${shown(better === 'more' ? ours / other : other / ours)}`;
}

export function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

export const machine = (): string =>
  [
    new Date().toISOString().slice(0, 16).replace('T', ' '),
    `Node ${process.versions.node}`,
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `load at the start ${loadavg()[0]!.toFixed(1)}`
  ].join(' · ');
