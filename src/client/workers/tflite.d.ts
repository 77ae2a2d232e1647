// TensorFlow Lite as Twilio's package brings it: an Emscripten module without types of its own.

declare module "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js" {
  type Runtime = {
    readonly HEAPU8: Uint8Array;
    readonly HEAPF32: Float32Array;
    /** Where the model is to be written, in bytes. */
    _getModelBufferMemoryOffset(): number;
    /** @returns below 0 when it can't be used. */
    _loadModel(bytes: number): number;
    _getInputWidth(): number;
    _getInputHeight(): number;
    /** In bytes: RGB, each from 0 to 1. */
    _getInputMemoryOffset(): number;
    _runInference(): number;
    _getOutputMemoryOffset(): number;
  };
  const createRuntime: (options: { readonly wasmBinary: ArrayBuffer }) => Promise<Runtime>;
  export default createRuntime;
}
