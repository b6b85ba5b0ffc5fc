// Law 15: nobody waits forever. A promise across a door, with a limit.

/** Rejects after `limitMs` when `promise` has not settled by then; what it does later is not heard any more. */
export function within<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs} ms`)), limitMs);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      }
    );
  });
}
