import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

export default defineConfig({
  // Wherever the page is served, at /scanner/ of the service or from any static host.
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
      },
      includeManifestIcons: false,
      manifest: {
        id: "./",
        name: "해태 스캐너 · Haetae scanner",
        short_name: "해태 스캐너",
        description: "방역패스를 네트워크 없이 확인합니다. Checks passes at the door, without a network.",
        lang: "ko",
        start_url: "./",
        scope: "./",
        display: "fullscreen",
        display_override: ["fullscreen", "standalone"],
        orientation: "any",
        background_color: "#11161c",
        theme_color: "#11161c",
        categories: ["utilities"],
        icons: [
          { src: "icons/192.png", sizes: "192x192", type: "image/png", purpose: "any" },
          { src: "icons/512.png", sizes: "512x512", type: "image/png", purpose: "any" },
          { src: "icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
          { src: "icons/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
        ],
      },
    }),
  ],
});
