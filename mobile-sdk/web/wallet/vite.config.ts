import { defineConfig } from "vite";
import { installablePage } from "../shell/src/vite";

export default defineConfig(
  installablePage({
    name: "해태 지갑 · Haetae wallet",
    short_name: "해태 지갑",
    description: "인터넷 없이도 바로 보여 주는 접종·검사 패스. Your vaccination and test pass, ready without internet.",
    display: "standalone",
    background_color: "#f4f6f8",
    theme_color: "#f4f6f8",
    categories: ["health", "utilities"],
  }),
);
