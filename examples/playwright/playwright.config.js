import { defineConfig } from "@playwright/test";

export default defineConfig({ testMatch: "*.spec.js", fullyParallel: true, globalSetup: "./server.js" });
