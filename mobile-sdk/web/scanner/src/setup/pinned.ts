import { type Deployment, readDeployment } from "./link";

/** A place in the browser that may be lost. */
export interface DeploymentStore {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const NAME = "haetae-scanner-deployment";

/** The places in this browser: if one is lost, the other restores it. */
export const DEPLOYMENT_STORES: readonly DeploymentStore[] = [
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
 * The keys that this scanner trusts: from its setup, or else from the page's first delivery. The delivery is only used
 * while nothing is pinned, so that no later answer of the network changes it.
 */
export async function loadPinned(
  stores: readonly DeploymentStore[],
  served: () => Promise<unknown>,
): Promise<Deployment | null> {
  for (const store of stores) {
    const kept = await store
      .read()
      .then(parse)
      .catch(() => null);
    if (kept) return pin(stores, kept);
  }
  const deployment = readDeployment(await served().catch(() => null));
  return deployment && pin(stores, deployment);
}

/** Stores a deployment in all places, without the lock, which the settings store. Returns it. */
export async function pin(
  stores: readonly DeploymentStore[],
  { roots, origin, contact }: Deployment,
): Promise<Deployment> {
  const deployment = { roots, origin, ...(contact && { contact }) };
  const text = JSON.stringify(deployment);
  await Promise.allSettled(stores.map(async (store) => store.write(text)));
  return deployment;
}

/** The deployment that the page was delivered with. */
export async function servedDeployment(): Promise<unknown> {
  const response = await fetch("./deployment.json", { cache: "no-store" });
  return response.ok ? response.json() : null;
}

function parse(text: string | null): Deployment | null {
  return text === null ? null : readDeployment(JSON.parse(text));
}
