import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// where the server has the files, whatever the path of the page
export default defineConfig({
  plugins: [react()],
  base: "/_graphql/",
  worker: { format: "es" },
  build: { target: "es2022", outDir: "dist", chunkSizeWarningLimit: 8000 },
});
