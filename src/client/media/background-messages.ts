// What the page and the background worker say to each other.

export type ToBackgroundWorker =
  /** Once, first. `picture` is what stands behind the person; null blurs what is there. */
  | { readonly type: "begin"; readonly picture: ImageBitmap | null }
  /** Where the browser hands out a track's frames: from here on the page has no more to do. */
  | {
      readonly type: "streams";
      readonly from: ReadableStream<VideoFrame>;
      readonly to: WritableStream<VideoFrame>;
    }
  /** Where it doesn't: one frame, to be answered by one. */
  | { readonly type: "frame"; readonly frame: ImageBitmap };

export type FromBackgroundWorker =
  | { readonly type: "ready" }
  | { readonly type: "frame"; readonly frame: ImageBitmap }
  /** It can't, or can't any more. */
  | { readonly type: "failed" };
