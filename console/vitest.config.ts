import { defineConfig } from "vitest/config";

// threads take long to start where the machine has much to do
export default defineConfig({ test: { include: ["tests/unit/**/*.test.ts"], testTimeout: 60_000 } });
