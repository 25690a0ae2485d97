import { defineConfig } from "vite";
import { installablePage } from "../shell/src/vite";

export default defineConfig(
  installablePage({
    name: "해태 지갑 · Haetae wallet",
    short_name: "해태 지갑",
    description: "접종·검사 패스를 네트워크 없이 보여 줍니다. Shows passes without a network.",
    display: "standalone",
    background_color: "#f4f6f8",
    theme_color: "#f4f6f8",
    categories: ["health", "utilities"],
  }),
);
