// What the frame worker is told, and what it tells.

import type { FrameDrop } from "../core/sframe/frame-drop.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { Kind, Source } from "../protocol/socket-messages.ts";

/**
 * From the call worker, over a port of their own: the page never sees a key. An epoch comes once,
 * and to one frame worker: a second one would count frames from 0 again under the same keys.
 */
export type ToFrameWorker =
  | {
      readonly type: "epoch";
      readonly epoch: number;
      /** MLS-Exporter("SFrame 1.0 Base Key", "", 16), transferred. */
      readonly baseKey: ArrayBuffer;
      readonly ownLeafIndex: number;
      readonly members: readonly {
        readonly leafIndex: number;
        readonly participantId: ParticipantId;
        /** A screen of anybody else is dropped. */
        readonly mayShare: boolean;
      }[];
      /** True after a Remove: send under the new key at once, not after the second of grace. */
      readonly isUrgent: boolean;
    }
  /** The server says that every member has the keys of `epoch`; if it lies, frames are lost. */
  | { readonly type: "all-ready"; readonly epoch: number }
  | { readonly type: "close" };

/** `options` of every RTCRtpScriptTransform. */
export type TransformOptions =
  | { readonly direction: "send"; readonly source: Source }
  | { readonly direction: "receive"; readonly kind: Kind; readonly slot: number };

/** From the page, by `postMessage` on the worker. */
export type PageToFrameWorker =
  | { readonly type: "key-port"; readonly port: MessagePort }
  | { readonly type: "count" };

/** To the page. */
export type FromFrameWorker =
  /**
   * The frames of this slot now decrypt as `participantId`'s `source`: the tile's true label. Told
   * at once when it changes and after a silence, and every 2 s while frames come.
   */
  | {
      readonly type: "label";
      readonly kind: Kind;
      readonly slot: number;
      readonly participantId: ParticipantId;
      readonly source: Source;
    }
  /** Frames of this slot have been dropped for a second or more, the latest for this reason. Told every 2 s. */
  | {
      readonly type: "trouble";
      readonly kind: Kind;
      readonly slot: number;
      readonly drop: FrameDrop;
    }
  | { readonly type: "recovered"; readonly kind: Kind; readonly slot: number }
  | {
      readonly type: "counts";
      readonly protected: number;
      readonly unprotected: number;
      readonly drops: Readonly<Record<FrameDrop, number>>;
    };
