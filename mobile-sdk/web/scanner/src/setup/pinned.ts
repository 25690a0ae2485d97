import { readDeployment, type Deployment } from "./link";

/** A place that may lose what it keeps. */
export interface DeploymentStore {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const NAME = "haetae-scanner-deployment";

/** The places of this browser: where one is lost the other heals it. */
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
 * Whom this scanner trusts: what it was set up with once, or else what the page was served with. The second is asked for only
 * where nothing is pinned, so that no later answer of the network changes it.
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

/** Keeps a deployment everywhere, without the lock, which the settings keep. Returns it. */
export async function pin(
  stores: readonly DeploymentStore[],
  { roots, origin, contact }: Deployment,
): Promise<Deployment> {
  const deployment = { roots, origin, ...(contact && { contact }) };
  const text = JSON.stringify(deployment);
  await Promise.allSettled(stores.map(async (store) => store.write(text)));
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
