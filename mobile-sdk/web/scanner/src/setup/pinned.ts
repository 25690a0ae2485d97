import { readDeployment, type Deployment } from "./link";

/** A place that may lose what it keeps. */
export interface Shelf {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const NAME = "haetae-scanner-deployment";

/** The places of this browser: where one is lost the other heals it. */
export const SHELVES: readonly Shelf[] = [
  {
    read: async () => localStorage.getItem(NAME),
    write: async (text) => localStorage.setItem(NAME, text),
  },
  {
    read: async () => (await (await caches.open(NAME)).match(`./${NAME}`))?.text() ?? null,
    write: async (text) => (await caches.open(NAME)).put(`./${NAME}`, new Response(text)),
  },
];

/**
 * Whom this scanner trusts: what it was set up with once, or else what the page was served with. The second is asked for only
 * where nothing is pinned, so that no later answer of the network changes it.
 */
export async function loadPinned(shelves: readonly Shelf[], served: () => Promise<unknown>): Promise<Deployment | null> {
  for (const shelf of shelves) {
    const kept = await shelf.read().then(parse).catch(() => null);
    if (kept) return pin(shelves, kept);
  }
  const deployment = readDeployment(await served().catch(() => null));
  return deployment && pin(shelves, deployment);
}

/** Keeps a deployment everywhere, without the lock, which the settings keep. Returns it. */
export async function pin(shelves: readonly Shelf[], { roots, origin, contact }: Deployment): Promise<Deployment> {
  const deployment = { roots, origin, ...(contact && { contact }) };
  const text = JSON.stringify(deployment);
  await Promise.allSettled(shelves.map(async (shelf) => shelf.write(text)));
  return deployment;
}

/** What the page was served with. */
export async function servedDeployment(): Promise<unknown> {
  const response = await fetch("./deployment.json", { cache: "no-store" });
  return response.ok ? response.json() : null;
}

function parse(text: string | null): Deployment | null {
  return text === null ? null : readDeployment(JSON.parse(text));
}
