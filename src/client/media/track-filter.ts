// What stands between a device and what is sent of it: a track goes in, another comes out.

export type FilteredTrack = {
  readonly track: MediaStreamTrack;
  /** Ends the filter; the device's own track stays its owner's. */
  close(): void;
};

/** Rejects where the browser can't. */
export type TrackFilter = (device: MediaStreamTrack) => Promise<FilteredTrack>;
