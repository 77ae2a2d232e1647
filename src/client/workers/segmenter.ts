// Says of each point of a picture how likely it belongs to a person: MediaPipe's selfie network, run by TensorFlow Lite.

import createRuntime from "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js";

type Runtime = Awaited<ReturnType<typeof createRuntime>>;

async function fetched(name: string): Promise<ArrayBuffer> {
  const answer = await fetch(new URL(`./${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name} didn't come`);
  return answer.arrayBuffer();
}

export class Segmenter {
  readonly #runtime: Runtime;
  readonly width: number;
  readonly height: number;

  private constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.width = runtime._getInputWidth();
    this.height = runtime._getInputHeight();
  }

  static async load(): Promise<Segmenter> {
    const [wasmBinary, model] = await Promise.all([
      fetched("tflite.wasm"),
      fetched("selfie-segmentation.tflite"),
    ]);
    const runtime = await createRuntime({ wasmBinary });
    runtime.HEAPU8.set(new Uint8Array(model), runtime._getModelBufferMemoryOffset());
    if (runtime._loadModel(model.byteLength) < 0) throw new Error("the network doesn't load");
    return new Segmenter(runtime);
  }

  /**
   * @param picture of this width and height, RGBA.
   * @returns for each point 0 to 1, valid until the next call.
   */
  segment(picture: Uint8ClampedArray): Float32Array {
    const runtime = this.#runtime;
    const points = this.width * this.height;
    const input = runtime._getInputMemoryOffset() / 4;
    for (let point = 0; point < points; point++) {
      for (let part = 0; part < 3; part++) {
        runtime.HEAPF32[input + point * 3 + part] = (picture[point * 4 + part] ?? 0) / 255;
      }
    }
    runtime._runInference();
    const output = runtime._getOutputMemoryOffset() / 4;
    return runtime.HEAPF32.subarray(output, output + points);
  }
}
