import { defineConfig } from "vite";
import { installablePage } from "../shell/src/vite";

export default defineConfig(
  installablePage({
    name: "해태 스캐너 · Haetae scanner",
    short_name: "해태 스캐너",
    description: "방역패스를 네트워크 없이 확인합니다. Checks passes at the entrance, without a network.",
    display: "fullscreen",
    background_color: "#11161c",
    theme_color: "#11161c",
    categories: ["utilities"],
  }),
);
