/** The calls of providers that are under way in this process, so that one that is canceled ends. */
export interface Calls {
  /** @returns what ends the call of that execution */
  begin(executionId: string): AbortController;
  end(executionId: string): void;
  /** Ends the call of an execution, where it is one of this process. */
  cancel(executionId: string): void;
}

export function createCalls(): Calls {
  const underWay = new Map<string, AbortController>();
  return {
    begin: (executionId) => {
      const call = new AbortController();
      underWay.set(executionId, call);
      return call;
    },
    end: (executionId) => void underWay.delete(executionId),
    cancel: (executionId) => underWay.get(executionId)?.abort(),
  };
}
