/** Room for so much, which is taken and given back. Who takes waits until there is; one at a time. */
export class Room {
  readonly #all: number;
  #taken = 0;
  #goOn: () => void = () => undefined;

  constructor(all: number) {
    this.#all = all;
  }

  /** What is larger than all the room gets it alone. */
  async take(amount: number): Promise<void> {
    while (this.#taken > 0 && this.#taken + amount > this.#all)
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    this.#taken += amount;
  }

  give(amount: number): void {
    this.#taken -= amount;
    this.#goOn();
  }
}
