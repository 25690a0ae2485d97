import type { Timers } from "./timers.js";

/** The options of a fetch. */
export interface FetchOptions {
  fetch: typeof globalThis.fetch;
  /** Whether the browser's cache may answer: for files that never change, yes; for the others the service is asked. */
  cache: "default" | "no-cache";
  /** The most bytes that are read; one more is a failure. */
  maxBytes: number;
  /** Seconds for all of it, from the question to the last byte. */
  timeoutSeconds: number;
  timers: Timers;
  /** Ends it early. */
  signal: AbortSignal;
}

/** Something else answers in place of the service: a Wi-Fi's sign-in page, a proxy, a firewall. */
export class ForeignAnswer extends Error {}

/**
 * The content of an address. Fails if it does not answer, answers anything but 200, is too long or takes too long; with
 * a {@link ForeignAnswer} for a web page, or a redirect to a place that cannot be read.
 */
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
    const answer = await ask(address, options, signal);
    if (answer.status !== 200 || answer.body === null || isPage(answer)) {
      await answer.body?.cancel();
      const trouble =
        `${address.pathname} answers ${answer.status} ${answer.headers.get("content-type") ?? ""}`.trimEnd();
      throw isForeign(answer) ? new ForeignAnswer(trouble) : new Error(trouble);
    }
    return await readAtMost(answer.body, options.maxBytes);
  } finally {
    cancel();
    options.signal.removeEventListener("abort", end);
  }
}

/** Asks, and follows a redirect only after seeing it: a sign-in page redirects, too, to where a page may not read. */
async function ask(address: URL, options: FetchOptions, signal: AbortSignal): Promise<Response> {
  const wish: RequestInit = { signal, cache: options.cache, credentials: "omit", referrerPolicy: "no-referrer" };
  const answer = await options.fetch(address, { ...wish, redirect: "manual" });
  if (answer.type !== "opaqueredirect" && (answer.status < 300 || answer.status > 399)) return answer;
  await answer.body?.cancel();
  try {
    return await options.fetch(address, wish);
  } catch (error) {
    throw signal.aborted ? error : new ForeignAnswer(`${address.pathname} is redirected to where nothing can be read`);
  }
}

/** No file of a service is a web page. */
function isPage(answer: Response): boolean {
  return /^(text\/html|application\/xhtml)/i.test(answer.headers.get("content-type") ?? "");
}

/**
 * A service that is down answers 5xx, perhaps with a page of its proxy; networks that require a sign-in answer 407 and
 * 511.
 */
function isForeign(answer: Response): boolean {
  return [407, 511].includes(answer.status) || (answer.status < 500 && isPage(answer));
}

/** Reads a stream to its end, and no further than that. */
async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new Error(`the answer is longer than ${maxBytes} bytes`);
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
