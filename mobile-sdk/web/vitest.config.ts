import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*/src/**/*.test.{ts,tsx}", "tests/{scanner,shell,wallet}/**/*.test.ts"],
    // Browsers and services mostly wait for each other; more of them at a time would want a larger machine.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A browser on a busy machine now and then paints later than a test looks; what is wrong is wrong twice.
    retry: 1,
  },
});
