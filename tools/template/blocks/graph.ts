import { placeholder, region } from '../intrinsics.ts';
import type { Metric } from './metrics.ts';

/** A graph on the dashboard. */
export interface Graph {
  readonly title: string;
  /** How the points of a period become one; the lines may say otherwise. */
  readonly statistic?: 'Sum' | 'Maximum' | 'p99';
  /** Seconds. */
  readonly period?: number;
  readonly isStacked?: boolean;
  readonly lines: readonly Line[];
}

/** A metric, or what an expression makes of several. */
type Line = MetricLine | { readonly expression: string; readonly label: string };

interface MetricLine {
  readonly metric: Metric;
  readonly statistic?: string;
  readonly label?: string;
}

/** The properties of a graph's widget, references as `Fn::Sub` takes them. */
export function graphProperties({ title, statistic = 'Sum', period = 300, isStacked, lines }: Graph): object {
  return {
    title,
    region: placeholder(region),
    stat: statistic,
    period,
    stacked: isStacked,
    metrics: lines.map(lineOf),
  };
}

function lineOf(line: Line): readonly unknown[] {
  if ('expression' in line) return [line];
  const { metric, statistic: stat, label } = line;
  const dimensions = Object.entries(metric.dimensions).flatMap(([name, value]) => [name, placeholder(value)]);
  const options = stat === undefined && label === undefined ? [] : [{ stat, label }];
  return [metric.namespace, metric.name, ...dimensions, ...options];
}
