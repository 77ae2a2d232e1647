// What the browser runs, bundled by esbuild into self-contained modules.

import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { build } from "esbuild";
import { PROJECT } from "./run.ts";

const ENTRIES = {
  client: "src/client/main.ts",
  "call-worker": "src/client/workers/call-worker.ts",
  "frame-worker": "src/client/workers/frame-worker.ts",
  "recording-worker": "src/client/workers/recording-worker.ts",
  "device-test": "src/client/device-test.ts",
  operator: "src/client/operator.ts",
  "noise-filter": "src/client/media/noise-filter.ts",
  "background-filter": "src/client/media/background-filter.ts",
  "background-worker": "src/client/workers/background-worker.ts",
  "service-worker": "src/client/workers/service-worker.ts",
} as const;

/**
 * Cipher suites that ts-mls loads on demand and that no link can name, and Node's own module that
 * @hpke/common falls back to where there is no WebCrypto. Bundled, they double the call worker.
 */
const ABSENT =
  /^(crypto|@noble\/(curves|post-quantum)\/.*|@noble\/ciphers\/chacha\.js|@hpke\/(dhkem-x448|ml-kem|chacha20poly1305))$/;

const absentSuites: Plugin = {
  name: "absent-suites",
  setup(bundler) {
    bundler.onResolve({ filter: ABSENT }, ({ path, kind }) =>
      kind === "dynamic-import"
        ? { path, namespace: "absent" }
        : { errors: [{ text: `${path} is left out of the bundle, but needed at once` }] },
    );
    bundler.onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this build`)});`,
    }));
  },
};

/** What packages bring ready to run, by the names under which the page asks for it. */
const PACKAGED = {
  "noise-worklet.js": "@sapphi-red/web-noise-suppressor/dist/rnnoise/workletProcessor.js",
  "rnnoise.wasm": "@sapphi-red/web-noise-suppressor/dist/rnnoise_simd.wasm",
  "tflite.wasm": "@twilio/video-processors/dist/build/tflite-simd-1-0-0.wasm",
  "selfie-segmentation.tflite":
    "@twilio/video-processors/dist/build/selfie_segmentation_landscape.tflite",
} as const;

async function copyPackaged(outdir: string): Promise<void> {
  for (const [name, path] of Object.entries(PACKAGED)) {
    await copyFile(`${PROJECT}node_modules/${path}`, `${outdir}/${name}`);
  }
}

/** Node's own modules, which Emscripten's code asks for where it finds itself in Node alone. */
const nodeModules: Plugin = {
  name: "node-modules",
  setup(bundler) {
    bundler.onResolve({ filter: /^(fs|path)$/ }, ({ path, importer }) =>
      /\/tflite-[^/]*\.js$/.test(importer) ? { path, namespace: "absent" } : null,
    );
  },
};

/**
 * Writes one ES module for each entry into `outdir`.
 * @throws Error when an entry is missing, or a module would import anything at run time.
 */
export async function buildBundles(outdir: string): Promise<void> {
  await copyPackaged(outdir);
  for (const source of Object.values(ENTRIES)) {
    if (!existsSync(`${PROJECT}${source}`)) throw new Error(`${source} is missing`);
  }
  const result = await build({
    absWorkingDir: PROJECT,
    entryPoints: ENTRIES,
    outdir,
    bundle: true,
    format: "esm",
    target: ["chrome141", "firefox128", "safari18"],
    minify: true,
    legalComments: "none",
    metafile: true,
    plugins: [absentSuites, nodeModules],
    logLevel: "warning",
    logOverride: { "import-is-undefined": "silent" },
  });
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const foreign = output.imports.filter((imported) => imported.path !== "<runtime>");
    if (foreign.length > 0) throw new Error(`${path} imports ${foreign[0]?.path} at run time`);
  }
}
