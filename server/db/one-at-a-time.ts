/** Waits for its turn, then does the work. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a gate through which work goes one at a time, in order. A failure is its own caller's alone. */
export function oneAtATime(): InTurn {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
}
