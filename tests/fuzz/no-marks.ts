// In the place of Node's AsyncLocalStorage in the long fuzz: before Node 24 it follows every promise, which costs a quarter of the time. The
// storage marks what runs inside a transaction with it, to refuse a mistake of ours that here would be found as a world that never ends.
export class AsyncLocalStorage {
  run<T>(_: unknown, work: () => T): T {
    return work();
  }
  getStore(): undefined {
    return undefined;
  }
}
