// Nothing of a device is sent unfiltered while a filter is wished for.
// Seen to fail: with what was sent before kept while a filter starts (#send(null) of replace taken out).

import { describe, expect, test } from "bun:test";
import { DeviceLine } from "../../../../src/client/media/device-line.ts";
import type { FilteredTrack } from "../../../../src/client/media/track-filter.ts";

class Track extends EventTarget {
  readonly label: string;
  isLive = true;
  constructor(label: string) {
    super();
    this.label = label;
  }
  stop(): void {
    this.isLive = false;
  }
}

const camera = (label: string) => new Track(label) as unknown as MediaStreamTrack & Track;

function makeLine() {
  const ended: string[] = [];
  const line = new DeviceLine({
    plain: (track) => ({ track, close: () => undefined }),
    handleEnded: (device) => void ended.push(device.label),
  });
  return { line, ended, sent: () => line.sent?.label ?? null };
}

/** A filter that is ready when the test says so. */
function slowFilter(name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed: string[] = [];
  const filter = async (device: MediaStreamTrack): Promise<FilteredTrack> => {
    await promise;
    const label = `${name} ${device.label}`;
    return { track: camera(label), close: () => void closed.push(label) };
  };
  return { filter, start: resolve, fail: () => reject(new Error("can't")), closed };
}

describe("a camera with a filter", () => {
  test("shows nothing until the filter is ready", async () => {
    const { line, sent } = makeLine();
    const blur = slowFilter("blurred");
    await line.setFilter(blur.filter);
    const opened = line.replace(camera("A"));
    expect(sent()).toBeNull();
    blur.start();
    expect([await opened, sent()]).toEqual(["done", "blurred A"]);
  });

  test("shows nothing while another camera takes its place", async () => {
    const { line, sent } = makeLine();
    const blur = slowFilter("blurred");
    blur.start();
    await line.setFilter(blur.filter);
    const first = camera("A");
    await line.replace(first);
    const opened = line.replace(camera("B"));
    expect([sent(), first.isLive]).toEqual([null, false]);
    await opened;
    expect([sent(), blur.closed]).toEqual(["blurred B", ["blurred A"]]);
  });

  test("shows nothing when the filter fails", async () => {
    const { line, sent } = makeLine();
    const blur = slowFilter("blurred");
    await line.replace(camera("A"));
    const set = line.setFilter(blur.filter);
    blur.fail();
    expect([await set, sent()]).toEqual(["failed", null]);
  });

  test("that was turned off meanwhile stays off", async () => {
    const { line, sent } = makeLine();
    const blur = slowFilter("blurred");
    await line.setFilter(blur.filter);
    const opened = line.replace(camera("A"));
    await line.replace(null);
    blur.start();
    expect([await opened, sent(), blur.closed]).toEqual(["late", null, ["blurred A"]]);
  });

  test("goes on with the old filter until the new one is ready", async () => {
    const { line, sent } = makeLine();
    const [blur, beach] = [slowFilter("blurred"), slowFilter("at the beach")];
    blur.start();
    await line.setFilter(blur.filter);
    await line.replace(camera("A"));
    const set = line.setFilter(beach.filter);
    expect(sent()).toBe("blurred A");
    beach.start();
    expect([await set, sent()]).toEqual(["done", "at the beach A"]);
  });
});

test("the end of a device is told once, and only of the one in use", async () => {
  const { line, ended } = makeLine();
  const [first, second] = [camera("A"), camera("B")];
  await line.replace(first);
  await line.replace(second);
  first.dispatchEvent(new Event("ended"));
  second.dispatchEvent(new Event("ended"));
  expect(ended).toEqual(["B"]);
});
