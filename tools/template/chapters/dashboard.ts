import { jsonText } from '../../generate/json-text.ts';
import { type Graph, graphProperties } from '../blocks/graph.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, placeholder, region, stackName, sub } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because } from '../value.ts';
import { apiGraphs, functionGraphs, ownGraphs, queueGraphs } from './graphs.ts';

const columns = 24;
const alarmRows = 3;
const graphSize = { width: 8, height: 6 };

/** All alarms, and under them the graphs, three to a row. */
export function dashboard(functions: readonly LambdaFunction[], alarmIds: readonly string[]): Chapter {
  const graphs = [
    ...ownGraphs,
    ...queueGraphs(functions),
    ...apiGraphs,
    ...functionGraphs(functions),
    ...functions.flatMap((lambda) => lambda.graphs ?? []),
  ];
  const body = { widgets: [alarmWidget(alarmIds), ...graphs.map(graphWidget)] };
  return {
    title: 'Dashboard',
    resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: because(
            "Dashboards are the account's, not a Region's.",
            sub`${stackName}-${region}`,
          ),
          DashboardBody: sub`${jsonText(body, { widest: 150, isDense: true })}\n`,
        },
      },
    },
  };
}

function alarmWidget(ids: readonly string[]): object {
  const properties = { title: 'Alarms', alarms: ids.map((id) => placeholder(getAtt(`${id}.Arn`))) };
  return { type: 'alarm', x: 0, y: 0, width: columns, height: alarmRows, properties };
}

function graphWidget(graph: Graph, index: number): object {
  const { width, height } = graphSize;
  const inRow = columns / width;
  return {
    type: 'metric',
    x: (index % inRow) * width,
    y: alarmRows + Math.floor(index / inRow) * height,
    ...graphSize,
    properties: graphProperties(graph),
  };
}
