import type { Timers } from "./timers.js";

/** How something is fetched. */
export interface FetchOptions {
  fetch: typeof globalThis.fetch;
  /** Whether what the browser keeps is good enough: what never changes may come from there, what does is asked for anew. */
  cache: "default" | "no-cache";
  /** The most bytes that are read; one more is a failure. */
  mostBytes: number;
  /** Seconds for all of it, from the question to the last byte. */
  timeoutSeconds: number;
  timers: Timers;
  /** Ends it early. */
  signal: AbortSignal;
}

/** What is at an address. Fails where it does not answer, answers anything but 200, is too long or takes too long. */
export async function fetchBytes(address: URL, options: FetchOptions): Promise<Uint8Array> {
  const ended = new AbortController();
  const end = (): void => ended.abort(options.signal.reason);
  const cancel = options.timers.after(options.timeoutSeconds * 1000, () => {
    ended.abort(new Error(`${address.pathname} takes longer than ${options.timeoutSeconds} seconds`));
  });
  options.signal.addEventListener("abort", end);
  if (options.signal.aborted) end();
  try {
    const { signal } = ended;
    const answer = await options.fetch(address, { signal, cache: options.cache, credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status !== 200 || answer.body === null) {
      await answer.body?.cancel();
      throw new Error(`${address.pathname} answers ${answer.status}`);
    }
    return await readAtMost(answer.body, options.mostBytes);
  } finally {
    cancel();
    options.signal.removeEventListener("abort", end);
  }
}

/** Reads a stream to its end, and no further than that. */
async function readAtMost(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new Error(`the answer is longer than ${mostBytes} bytes`);
    }
    pieces.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
