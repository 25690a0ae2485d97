import { type Build, keepPage } from "@haetae/shell/service-worker/keep-page";

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: Build };

keepPage(self.__WB_MANIFEST, { file: "deployment.json", cache: "haetae-wallet-deployment", member: "roots" });

// A notification of a turn leads to the wallet.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const opened = self.clients
    .matchAll({ type: "window" })
    .then(([page]) => page?.focus() ?? self.clients.openWindow("./"));
  event.waitUntil(opened);
});
