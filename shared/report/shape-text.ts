import type { AttributeGroup, AttributeShape, PackageShape } from '../informatica/package-shape.ts';
import { counted } from '../json/counted.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';

/** The shape of a package as text for a person. */
export function shapeText(shape: PackageShape): string {
  const { objects, groups, unreadable } = printable(shape);
  const sections = [
    plainTable(['Objects', 'Listed', 'Not readable'], rowsOf(objects, unreadable)),
    ...groups.map(groupText),
  ];
  return `${sections.join('\n\n')}\n`;
}

function rowsOf(
  objects: PackageShape['objects'],
  unreadable: PackageShape['unreadable'],
): (string | number)[][] {
  return Object.entries(objects).map(([type, count]) => [type, count, unreadable[type] ?? 0]);
}

function groupText({ connector, part, count, attributes }: AttributeGroup): string {
  const head = ['List', 'Name', 'Label', 'Types', 'Set', 'Lengths', 'Read as'];
  const title = `${connector}, ${part}: ${counted(count, 'part')}`;
  return attributes.length === 0 ? title : `${title}\n${plainTable(head, attributes.map(row))}`;
}

function row({ list, name, label, types, set, lengths, readAs }: AttributeShape): (string | number)[] {
  return [list, name, label ?? '', types.join(', '), set, lengths?.join(' to ') ?? '', readAs ?? ''];
}
