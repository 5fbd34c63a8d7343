import { typeName } from '../json/value.ts';

/** What an export package is made of, without a value and without the names that people gave: safe to send. */
export interface PackageShape {
  readonly schemaVersion: '1';
  /** How many objects of each type it lists. */
  readonly objects: Readonly<Record<string, number>>;
  readonly groups: readonly AttributeGroup[];
  /** Why parts could not be read, and how many: they have no names here. */
  readonly unreadable: Readonly<Record<string, number>>;
}

/** The attributes that connections of a connector have, or their endpoints. */
export interface AttributeGroup {
  readonly connector: string;
  /** `connection`, or the class of the transformation, as `TmplSource`. */
  readonly part: string;
  readonly count: number;
  readonly attributes: readonly AttributeShape[];
}

export interface AttributeShape {
  /** Its name within, or among the labels of a transformation its label. */
  readonly name: string;
  readonly list: 'connParams' | 'runtimeAttributes' | 'oprRuntimeAttributes';
  /** The label that the connector's form gives it. */
  readonly label?: string;
  /** Types of JSON that its values have. */
  readonly types: readonly string[];
  /** How many parts have it set. */
  readonly set: number;
  /** Characters of the shortest and the longest value that is set. */
  readonly lengths?: readonly [shortest: number, longest: number];
  /** Which property of a submission it is read as; absent where it is not read. */
  readonly readAs?: string;
}

type Place = Pick<AttributeShape, 'name' | 'list' | 'label' | 'readAs'>;

/** One attribute, seen in several parts. */
class GrowingAttribute {
  readonly #place: Place;
  readonly #types = new Set<string>();
  readonly #lengths: number[] = [];
  #set = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  add(value: unknown): void {
    this.#types.add(typeName(value).replace(/^an? /, ''));
    const length = typeof value === 'object' ? 0 : String(value ?? '').length;
    if (length === 0) return;
    this.#set++;
    const [shortest = length, longest = length] = this.#lengths;
    this.#lengths.splice(0, 2, Math.min(shortest, length), Math.max(longest, length));
  }

  get shape(): AttributeShape {
    const [shortest, longest] = this.#lengths;
    const isKnown = shortest !== undefined && longest !== undefined;
    return {
      ...this.#place,
      types: [...this.#types].sort(),
      set: this.#set,
      ...(isKnown && { lengths: [shortest, longest] as const }),
    };
  }
}

/** The attributes of one kind of part, as they are met. */
export class GrowingGroup {
  readonly #attributes = new Map<string, GrowingAttribute>();
  #count = 0;

  addPart(): void {
    this.#count++;
  }

  addAttribute(place: Place, value: unknown): void {
    const key = JSON.stringify([place.list, place.name]);
    const attribute = this.#attributes.get(key) ?? new GrowingAttribute(place);
    this.#attributes.set(key, attribute);
    attribute.add(value);
  }

  shape(connector: string, part: string): AttributeGroup {
    const attributes = [...this.#attributes.values()].map(({ shape }) => shape);
    return { connector, part, count: this.#count, attributes };
  }
}
