import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*/src/**/*.test.{ts,tsx}", "tests/{scanner,shell,wallet}/**/*.test.ts"],
    // Browsers and services want the machine for themselves.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A browser on a busy machine now and then paints later than a test looks; what is wrong is wrong twice.
    retry: 1,
  },
});
