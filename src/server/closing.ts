// What a server has to let go of at its end.

/** The steps of `close`, run from the last to the first. */
export class Closing {
  readonly #steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /** A step that fails, as on a disk that is read-only by now, keeps no other from being done. */
  async run(handleFailure: (error: unknown) => void): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        handleFailure(error);
      }
    }
  }
}
