/** Something that takes a while, and that CloudFormation may stop waiting for. */
export interface InFlight<T> {
  ending: Promise<T>;
  /** From now on nobody waits for it. What was begun goes on. */
  cancel(): void;
}

export const CANCELLED = { status: 'CANCELLED' } as const;

/** The failure of an operation: it cancels what is in flight, and nothing more is begun. */
export class OperationFailure {
  #happened = false;
  readonly #cancels = new Set<() => void>();

  get happened(): boolean {
    return this.#happened;
  }

  happen(): void {
    this.#happened = true;
    for (const cancel of [...this.#cancels]) cancel();
  }

  /** @returns what comes of it; or that it was cancelled, if the operation fails before */
  or<T>({ ending, cancel }: InFlight<T>): Promise<T | typeof CANCELLED> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#cancels.delete(stop);
        cancel();
        resolve(CANCELLED);
      };
      this.#cancels.add(stop);
      ending.then((outcome) => {
        this.#cancels.delete(stop);
        resolve(outcome);
      }, reject);
    });
  }
}
