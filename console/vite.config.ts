import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// where the server has the files; `npm run dev` asks the server that runs on this machine
export default defineConfig({
  plugins: [react()],
  base: "/_console/",
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "dist",
    // the policy of the page forbids data: URLs
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "^/(?!_console)": "http://127.0.0.1:9200" } },
});
