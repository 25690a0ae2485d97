import type { Engine } from "./core.js";
import { METHODS } from "./methods.js";
import type { Answer, Call } from "./worker-host.js";

interface PendingCall {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** The functions of a worker, to be called from here. */
interface WorkerCalls {
  call(name: string, values: unknown[], transfer?: Transferable[]): Promise<unknown>;
  /** A function for each name. */
  methods: unknown;
  /** Ends the worker. */
  close(): void;
}

/** An engine in a worker: the page stays responsive. */
export function workerEngine(worker: Worker): Engine {
  const { call, methods, close } = workerCalls(worker, METHODS);
  return {
    ...(methods as Omit<Engine, "scan" | "close">),
    scan: (frame, effort) =>
      call("scan", [frame, effort], "close" in frame ? [frame] : []) as Promise<string | undefined>,
    close,
  };
}

/** Calls a worker that serves these names. */
export function workerCalls(worker: Worker, names: readonly string[]): WorkerCalls {
  const waiting = new Map<number, PendingCall>();
  let calls = 0;
  let broken: Error | undefined;

  const fail = (error: Error): void => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) asked?.reject(new Error(data.error));
    else asked?.resolve(data.value);
  };
  worker.onerror = (event) => fail(new Error(`the worker has failed: ${event.message || "it could not be loaded"}`));

  const call: WorkerCalls["call"] = (name, values, transfer = []) =>
    new Promise((resolve, reject) => {
      if (broken !== undefined) return reject(broken);
      calls += 1;
      waiting.set(calls, { resolve, reject });
      worker.postMessage({ id: calls, name, values } satisfies Call, transfer);
    });
  return {
    call,
    methods: Object.fromEntries(names.map((name) => [name, (...values: unknown[]) => call(name, values)])),
    close: () => {
      worker.terminate();
      fail(new Error("the engine is closed"));
    },
  };
}
