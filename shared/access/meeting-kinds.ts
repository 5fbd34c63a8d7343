import { BoundedMap } from '../json/bounded-map.ts';
import {
  beforeWildcards,
  headParts,
  meetsHead,
  meetsResource,
  meetsText,
  type ResourceKind,
} from './resource-kind.ts';

/** Heads of ARNs of which is remembered what kinds have such a one. */
const mostRemembered = 1000;
/** Pairs of places in two texts that are looked at in one step, see Budget. */
const placesAStep = 16;

type Spend = (steps: number) => void;

/** Finds those of some kinds that resources of patterns may be of. */
export class MeetingKinds<Kind extends ResourceKind> {
  readonly #kinds: readonly Kind[];
  /** By what stands before the resource, which is the same in most patterns of a service; with those that are no ARNs. */
  readonly #byHead = new BoundedMap<string, readonly Kind[]>(mostRemembered);

  constructor(kinds: readonly Kind[]) {
    this.#kinds = kinds;
  }

  of(pattern: string, spend: Spend): readonly Kind[] {
    const meetsWhole = (kind: Kind) => {
      spendOn(pattern, kind.text, spend);
      return meetsText(pattern, kind);
    };
    const end = endOfHead(pattern);
    if (end === -1) return this.#kinds.filter(meetsWhole);
    const head = pattern.slice(0, end);
    const resource = pattern.slice(end + 1);
    const start = beforeWildcards(resource);
    const found = this.#withHead(head, spend).filter((kind) => {
      if (kind.parts === undefined) return meetsWhole(kind);
      if (!kind.start.startsWith(start) && !start.startsWith(kind.start)) return false;
      spendOn(resource, kind.text, spend);
      return meetsResource(resource, kind);
    });
    // ARNs are meant part by part. But a wildcard may go over several (IAM User Guide, "Using wildcards in resource ARNs"):
    // in `arn:aws:logs:*:*:/aws-glue/*`, which is of AWS itself, it has to.
    const isMeantSo = found.some(({ service }) => service !== undefined);
    return isMeantSo || !head.includes('*') ? found : this.#kinds.filter(meetsWhole);
  }

  #withHead(head: string, spend: Spend): readonly Kind[] {
    const known = this.#byHead.get(head);
    if (known !== undefined) return known;
    const parts = head.split(':');
    const fresh = this.#kinds.filter((kind) => {
      spendOn(head, kind.text, spend);
      return kind.parts === undefined || meetsHead(parts, kind);
    });
    this.#byHead.set(head, fresh);
    return fresh;
  }
}

function spendOn(one: string, other: string, spend: Spend): void {
  spend(1 + (one.length * other.length) / placesAStep);
}

/** Where the colon before the resource is; -1 where a text has not all parts of an ARN. */
function endOfHead(text: string): number {
  let end = -1;
  for (let part = 0; part < headParts; part++) {
    end = text.indexOf(':', end + 1);
    if (end === -1) return -1;
  }
  return end;
}
