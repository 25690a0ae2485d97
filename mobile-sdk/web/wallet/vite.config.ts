import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

export default defineConfig({
  // Wherever the page is served, at /wallet/ of the service or from any static host.
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
      manifest: {
        id: "./",
        name: "해태 지갑 · Haetae wallet",
        short_name: "해태 지갑",
        description: "접종·검사 패스를 네트워크 없이 보여 줍니다. Shows passes without a network.",
        lang: "ko",
        start_url: "./",
        scope: "./",
        display: "standalone",
        orientation: "any",
        background_color: "#f4f6f8",
        theme_color: "#f4f6f8",
        categories: ["health", "utilities"],
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
