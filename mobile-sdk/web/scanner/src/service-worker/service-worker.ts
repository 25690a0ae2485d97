import { type Build, keepPage } from "@haetae/shell/service-worker/keep-page";

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: Build };

keepPage(self.__WB_MANIFEST, { file: "training.json", cache: "haetae-scanner-training", member: "codes" });
