import { bounded, type Figure, holds, type Limit } from './figure.js';

const headings = ['name', 'case', 'value', 'unit', 'peers', 'limit', 'is', 'holds'];

/** Figures as a table in Markdown, so that a run can be pasted where it is talked about. */
export function table(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n');
}

const cells = (figure: Figure): readonly string[] => [
  figure.name,
  figure.case,
  number(figure.value),
  figure.unit,
  Object.entries(figure.peers)
    .map(([peer, value]) => `${peer} ${number(value)}`)
    .join(', '),
  figure.limits.map(limitText).join(', ') || '–',
  figure.limits.map((limit) => `${number(bounded(figure, limit))}${limit.of === undefined ? '' : ' ×'}`).join(', ') || '–',
  figure.limits.length === 0 ? '–' : holds(figure) ? 'yes' : 'NO',
];

const limitText = (limit: Limit): string =>
  `${'atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`}${limit.of === undefined ? '' : ` × ${limit.of}`}`;

const number = (value: number): string => {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
};
