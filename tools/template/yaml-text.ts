import { Document, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { commentOf } from './comment.ts';
import { bare, Intrinsic, isList, isMap, Reasoned, type Value } from './value.ts';

const widest = 120;
const indentation = 2;

/** Where a value is put. */
interface Place {
  /** Columns on its first line that others take up. */
  readonly taken: number;
  /** Columns before what stands on lines of its own. */
  readonly indent: number;
  /** Whether blank lines part its members. */
  readonly isSpacious: boolean;
}

/**
 * A template as YAML that every parser reads the same: no anchors, no merges, quotes where YAML 1.1 and 1.2 differ.
 * Intrinsic functions are in their short form, reasons comments. Blank lines part sections, and resources.
 */
export function yamlText(template: Value): string {
  const node = nodeOf(template, { taken: 0, indent: 0, isSpacious: true });
  return new Document(node, { version: '1.1' }).toString({ lineWidth: widest, flowCollectionPadding: false });
}

function nodeOf(value: Value, place: Place): Node {
  if (value instanceof Reasoned) return nodeOf(value.value, place);
  if (value instanceof Intrinsic) return tagged(value, place);
  if (isList(value)) return listNode(value, place);
  if (isMap(value)) return mapNode(value, place);
  return scalarNode(value, place);
}

function tagged({ name, argument }: Intrinsic, place: Place): Node {
  const tag = `!${name}`;
  const node = nodeOf(argument, { ...place, taken: place.taken + tag.length + 1 });
  node.tag = tag;
  return node;
}

function mapNode(map: Readonly<Record<string, Value | undefined>>, { indent, isSpacious }: Place): YAMLMap {
  const node = new YAMLMap();
  for (const [name, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const key = withReason(new Scalar(name), value, indent);
    key.spaceBefore = isSpacious && isMap(bare(value)) && node.items.length > 0;
    const isResources = indent === 0 && name === 'Resources';
    const inside = { taken: indent + name.length + 2, indent: indent + indentation, isSpacious: isResources };
    node.items.push(new Pair(key, nodeOf(value, inside)));
  }
  return node;
}

function listNode(list: readonly Value[], { taken, indent }: Place): YAMLSeq {
  const node = new YAMLSeq();
  node.flow = taken + lengthInOneLine(list) <= widest;
  const inside = { taken: indent + indentation, indent: indent + indentation, isSpacious: false };
  for (const item of list) node.items.push(withReason(nodeOf(item, inside), item, indent));
  return node;
}

/** The length of a value in one line, its texts in quotes; infinite where it is not to stand in one. */
function lengthInOneLine(value: Value): number {
  if (value instanceof Intrinsic) return value.name.length + 2 + lengthInOneLine(value.argument);
  if (isList(value)) return value.reduce((sum: number, item) => sum + lengthInOneLine(item) + 2, 2);
  if (isMap(value) || value instanceof Reasoned) return Number.POSITIVE_INFINITY;
  const text = JSON.stringify(value);
  return text.includes('\\n') ? Number.POSITIVE_INFINITY : text.length;
}

function scalarNode(value: string | number | boolean, { taken }: Place): Scalar {
  const node = new Scalar(value);
  if (typeof value !== 'string') return node;
  if (value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
  else if (value.includes(' ') && taken + value.length > widest) node.type = Scalar.BLOCK_FOLDED;
  return node;
}

function withReason<T extends Node>(node: T, value: Value, indent: number): T {
  if (value instanceof Reasoned) node.commentBefore = commentOf(value, widest - indent - '# '.length);
  return node;
}
