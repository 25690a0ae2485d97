import type { UserConfig } from "vite";
import { type ManifestOptions, VitePWA } from "vite-plugin-pwa";
import { withIntegrity } from "./integrity";

/** What an app sets in its manifest. */
export type Manifest = Required<
  Pick<
    ManifestOptions,
    "name" | "short_name" | "description" | "display" | "background_color" | "theme_color" | "categories"
  >
>;

/**
 * The build of an installable page: from `src/main.tsx` and `src/service-worker/service-worker.ts`, with the icons in
 * `public/icons`.
 */
export function installablePage(manifest: Manifest): UserConfig {
  return {
    // Wherever the page is served, below a path of the service or from any static host.
    base: "./",
    build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
    worker: { format: "es" },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    plugins: [
      VitePWA({
        strategies: "injectManifest",
        srcDir: "src/service-worker",
        filename: "service-worker.ts",
        injectRegister: null,
        injectManifest: {
          globPatterns: ["**/*.{html,js,css,wasm,svg,png,webmanifest}"],
          globIgnores: ["service-worker.*"],
          maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
          // Only the files of this build may be stored, whatever answers in their place.
          manifestTransforms: [async (entries) => ({ manifest: await withIntegrity("dist", entries), warnings: [] })],
        },
        includeManifestIcons: false,
        manifest: {
          ...manifest,
          id: "./",
          lang: "ko",
          start_url: "./",
          scope: "./",
          orientation: "any",
          icons: [
            { src: "icons/192.png", sizes: "192x192", type: "image/png", purpose: "any" },
            { src: "icons/512.png", sizes: "512x512", type: "image/png", purpose: "any" },
            { src: "icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
            { src: "icons/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
          ],
        },
      }),
    ],
  };
}
