import { type CoverageStore, type KeptRegion, rememberedSeconds } from '../../coverage/coverage-store.ts';
import { heardAgain, type Place } from '../../coverage/covered-region.ts';
import { getItems, type Item, putIf, type Table } from '../facts/fact-table.ts';

const partition = 'coverage';

/** Makes the store on a DynamoDB table: an item for each account and Region. */
export function coverageStore(table: Table): CoverageStore {
  /** Puts an item in the place of the one that was read; who was quicker has noted as much. */
  async function replace(read: KeptRegion | undefined, next: KeptRegion): Promise<void> {
    await putIf(
      table,
      itemOf(next),
      read === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'lastAt = :lastAt',
            ExpressionAttributeValues: { ':lastAt': number(read.lastAt) },
          },
    );
  }

  return {
    heard: async (place, at) => {
      const [item] = await getItems(table, [keyOf(place)], true);
      const known = item && regionOf(item);
      const next: KeptRegion = heardAgain(known, place, at);
      if (next !== known) await replace(known, next);
    },
    regions: async () => {
      const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
      const regions: KeptRegion[] = [];
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await (await table.client()).send(
          new QueryCommand({
            TableName: table.tableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: partition } },
            ...(from !== undefined && { ExclusiveStartKey: from }),
          }),
        );
        regions.push(...Items.map(regionOf));
        from = LastEvaluatedKey;
      } while (from !== undefined);
      return regions;
    },
    told: (region) => replace(region, { ...region, toldAt: region.lastAt }),
  };
}

function keyOf({ accountId, region }: Place): Item {
  return { pk: { S: partition }, sk: { S: `${accountId} ${region}` } };
}

function itemOf({ gaps, toldAt, ...region }: KeptRegion): Item {
  return {
    ...keyOf(region),
    firstAt: number(region.firstAt),
    lastAt: number(region.lastAt),
    gapsSince: number(gaps.since),
    longestGap: number(gaps.longest),
    longestGapBefore: number(gaps.before),
    ...(toldAt !== undefined && { toldAt: number(toldAt) }),
    expiresAt: number(region.lastAt + rememberedSeconds),
  };
}

function regionOf(item: Item): KeptRegion {
  const [accountId = '', region = ''] = (item.sk?.S ?? '').split(' ');
  const gaps = {
    since: numberIn(item.gapsSince),
    longest: numberIn(item.longestGap),
    before: numberIn(item.longestGapBefore),
  };
  const { toldAt } = item;
  return {
    accountId,
    region,
    firstAt: numberIn(item.firstAt),
    lastAt: numberIn(item.lastAt),
    gaps,
    ...(toldAt !== undefined && { toldAt: numberIn(toldAt) }),
  };
}

function number(value: number) {
  return { N: String(value) };
}

function numberIn(attribute: Item[string] | undefined): number {
  return Number(attribute?.N ?? 0);
}
