import { type DeviceStore, storesOf } from "./device-stores";
import { type Deployment, readDeployment } from "./link";

const NAME = "haetae-scanner-deployment";

/** Where the deployment is stored. */
export const DEPLOYMENT_STORES = storesOf(NAME);

/**
 * The keys that this scanner trusts: from its setup, or else from the page's first delivery. The delivery is only used
 * while nothing is pinned, so that no later answer of the network changes it.
 */
export async function loadPinned(
  stores: readonly DeviceStore[],
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
export async function pin(stores: readonly DeviceStore[], { roots, origin, contact }: Deployment): Promise<Deployment> {
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
