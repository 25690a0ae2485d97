import { POLICY_NAME } from "../policy/choice";
import { type Deployment, readDeployment } from "./link";

/** A place in the browser that may be lost. */
export interface DeploymentStore {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const NAME = "haetae-scanner-deployment";

/** The places in this browser for a name: if one is lost, the other restores it. */
const storesOf = (name: string): readonly DeploymentStore[] => [
  {
    read: async () => localStorage.getItem(name),
    write: async (text) => localStorage.setItem(name, text),
  },
  {
    read: async () => (await (await caches.open(name)).match(`./${name}`))?.text() ?? null,
    write: async (text) => (await caches.open(name)).put(`./${name}`, new Response(text)),
  },
];

/** Where the deployment is stored. */
export const DEPLOYMENT_STORES = storesOf(NAME);
/** Where the venue's policy is stored. */
export const POLICY_STORES = storesOf(POLICY_NAME);

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

/** Stores a deployment in all places, without the lock and the policy, which have places of their own. Returns it. */
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
