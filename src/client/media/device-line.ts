// One device, from its own track to the one that is sent: as it is, or through a filter.

import type { FilteredTrack, TrackFilter } from "./track-filter.ts";

/** "late": another change came meanwhile, and has the say. "failed": the filter can't; nothing is sent. */
export type Replaced = "done" | "failed" | "late";

export type DeviceLineOptions = {
  /** What is sent where there is no filter. */
  readonly plain: (device: MediaStreamTrack) => FilteredTrack;
  /** The device was unplugged or its permission withdrawn; not by us. */
  readonly handleEnded: (device: MediaStreamTrack) => void;
};

/** What a filter hides is never sent without it: while one starts, or when it fails, nothing is. */
export class DeviceLine {
  readonly #options: DeviceLineOptions;
  #device: MediaStreamTrack | null = null;
  #filter: TrackFilter | null = null;
  #sent: FilteredTrack | null = null;
  #changes = 0;

  constructor(options: DeviceLineOptions) {
    this.#options = options;
  }

  get device(): MediaStreamTrack | null {
    return this.#device;
  }

  get sent(): MediaStreamTrack | null {
    return this.#sent?.track ?? null;
  }

  /** For the device that is open, and the next ones. */
  async setFilter(filter: TrackFilter | null): Promise<Replaced> {
    if (filter === this.#filter) return "done";
    this.#filter = filter;
    return this.#renew();
  }

  /** Takes the new device over, and stops the one before. */
  async replace(device: MediaStreamTrack | null): Promise<Replaced> {
    const before = this.#device;
    this.#device = device;
    if (before !== device) before?.stop();
    device?.addEventListener("ended", () => {
      if (this.#device === device) this.#options.handleEnded(device);
    });
    if (device === null || this.#filter !== null) this.#send(null);
    return this.#renew();
  }

  async #renew(): Promise<Replaced> {
    const change = ++this.#changes;
    const device = this.#device;
    if (device === null) return "done";
    try {
      const filtered =
        this.#filter === null ? this.#options.plain(device) : await this.#filter(device);
      if (change !== this.#changes) {
        filtered.close();
        return "late";
      }
      this.#send(filtered);
      return "done";
    } catch {
      if (change !== this.#changes) return "late";
      this.#send(null);
      return "failed";
    }
  }

  #send(filtered: FilteredTrack | null): void {
    const before = this.#sent;
    this.#sent = filtered;
    before?.close();
  }
}
