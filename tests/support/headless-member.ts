// A member without a browser, by the product's own call loop; a test brings the transport for its media.

import type { Millis } from "../../src/base/time.ts";
import type { FromCallWorker } from "../../src/client/call-messages.ts";
import { CallLoop } from "../../src/client/workers/call-loop.ts";
import { CallMemory } from "../../src/client/workers/call-memory.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { parseLink } from "../../src/core/link/link.ts";
import { until } from "./person.ts";

/** Bun's own sends headers of our choice; the DOM's type, which wins here, doesn't know. */
type SocketWithHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

export class HeadlessMember {
  readonly #loop: CallLoop;
  readonly #posted: FromCallWorker[] = [];

  private constructor(origin: string) {
    this.#loop = new CallLoop(
      {
        post: (message) => void this.#posted.push(message),
        fetch: ((path: string, init?: RequestInit) =>
          fetch(`${origin}${path}`, init)) as typeof fetch,
        openSocket: () =>
          new BunWebSocket(`${origin.replace("http", "ws")}/socket`, {
            headers: { Origin: origin },
          }),
        clock: () => performance.now() as Millis,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        subtle: crypto.subtle,
      },
      new CallMemory(() => Date.now()),
    );
  }

  /** Goes in by `link`, and is a member once it resolves. */
  static async join(link: string, name: string): Promise<HeadlessMember> {
    const parsed = parseLink(link);
    if (parsed === null) throw new Error("not a link");
    const { origin, meetingId } = parsed;
    const member = new HeadlessMember(origin);
    member.#loop.handlePage({
      type: "enter",
      meetingId,
      fragment: encodeFragment(parsed.fragment),
      passphrase: null,
      name,
      framePort: new MessageChannel().port1,
    });
    await member.#hears("roster");
    return member;
  }

  /** @returns the answer's SDP. */
  async offer(sdp: string): Promise<string> {
    this.#loop.handlePage({ type: "offer", sdp });
    return (await this.#hears("answer")).sdp;
  }

  leave(): void {
    this.#loop.handlePage({ type: "leave" });
  }

  async #hears<T extends FromCallWorker["type"]>(
    type: T,
  ): Promise<Extract<FromCallWorker, { type: T }>> {
    const isWanted = (message: FromCallWorker): message is Extract<FromCallWorker, { type: T }> =>
      message.type === type;
    return until(`"${type}" from the call loop`, async () => this.#posted.find(isWanted));
  }
}
