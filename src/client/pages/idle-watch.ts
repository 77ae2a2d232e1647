// Tells when a person only watches, so that the controls may step back; never while keys are used.

/** Shorter hides the bar from a hand on its way, longer keeps it over the people. */
const IDLE_MS = 4_000;

export class IdleWatch {
  readonly #onChange: (isIdle: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isIdle = false;

  constructor(onChange: (isIdle: boolean) => void) {
    this.#onChange = onChange;
  }

  /** A pointer moved or tapped: the controls come back, and may go again later. */
  handlePointer(): void {
    this.#set(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(true), IDLE_MS);
  }

  /** A key was pressed: the controls stay until a pointer moves again. */
  handleKey(): void {
    clearTimeout(this.#timer);
    this.#set(false);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #set(isIdle: boolean): void {
    if (isIdle === this.#isIdle) return;
    this.#isIdle = isIdle;
    this.#onChange(isIdle);
  }
}
