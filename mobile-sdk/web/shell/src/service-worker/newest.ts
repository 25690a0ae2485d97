/** A file of the operator beside the page, which changes independently of the page. */
export interface Newest {
  /** Its name in the page's folder. It is JSON. */
  readonly file: string;
  /** The cache that it is kept in. */
  readonly cache: string;
  /** A member that it must have: anything else is not that file, whatever the status is. */
  readonly member: string;
}

/** How long the network has to answer before the stored copy is used, in milliseconds. */
const TIMEOUT = 5_000;

/** From the network, if it is that file; otherwise the last good copy. Without either, an answer of 504. */
export async function newestOf({ file, cache: name, member }: Newest): Promise<Response> {
  const cache = await caches.open(name);
  const request = new Request(file, { cache: "no-cache" });
  const fetched = fetch(request, { signal: AbortSignal.timeout(TIMEOUT) })
    .then(async (response) => {
      if (!(await isRight(response, member))) return undefined;
      await cache.put(request, response.clone());
      return response;
    })
    .catch(() => undefined);
  const kept = async () => {
    const response = await cache.match(request);
    return response !== undefined && (await isRight(response, member)) ? response : undefined;
  };
  return (await fetched) ?? (await kept()) ?? new Response(null, { status: 504 });
}

async function isRight(response: Response, member: string): Promise<boolean> {
  if (response.status !== 200 || response.redirected) return false;
  const content: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof content === "object" && content !== null && member in content;
}
