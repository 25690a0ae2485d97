import type { Core } from "./core.js";
import { directEngine } from "./direct.js";

/** A call, with a number to find its answer by. */
export interface Call {
  id: number;
  name: string;
  values: unknown[];
}

/** The answer to the call of this number. */
export type Answer = { id: number; value: unknown } | { id: number; error: string };

/** What a worker's global scope is, as far as it is needed here. */
interface Scope {
  onmessage: ((event: MessageEvent<Call>) => void) | null;
  postMessage(answer: Answer): void;
}

/** Answers the page's calls to an engine. */
export function serveEngine(scope: Scope, loading: Promise<Core>): void {
  serve(scope, loading.then(directEngine));
}

/** Answers the page's calls, in their order. */
export function serve(scope: Scope, loading: Promise<unknown>): void {
  let last: Promise<unknown> = Promise.resolve();
  scope.onmessage = ({ data: { id, name, values } }) => {
    last = last.then(async () => {
      try {
        const run = ((await loading) as Record<string, (...values: unknown[]) => Promise<unknown>>)[name];
        if (run === undefined) throw new Error(`this worker does not know ${name}`);
        scope.postMessage({ id, value: await run(...values) });
      } catch (error) {
        scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
      }
    });
  };
}
