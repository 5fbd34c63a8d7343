import { rooms } from '../house.ts';

/** The rooms of `shared/` in their order, as a table. */
export function roomTable(): string {
  const rows = rooms.map(
    ({ name, holds, pure }) => `| [\`${name}\`](../shared/${name}) | ${holds} | ${pure ? 'yes' : ''} |`,
  );
  return ['| room | holds | pure |', '| --- | --- | --- |', ...rows].join('\n');
}
