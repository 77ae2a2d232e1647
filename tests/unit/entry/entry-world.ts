// The small world of the entry tests: one server in memory, a browser in process, a clock moved by hand.

import type { Bytes } from "../../../src/base/bytes.ts";
import type { RandomBytes } from "../../../src/base/random.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { Day, Millis } from "../../../src/base/time.ts";
import type { CreatedMeeting } from "../../../src/client/entry.ts";
import { createMeeting } from "../../../src/client/entry.ts";
import type { Fetch } from "../../../src/client/post.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { numberToBytes } from "../../../src/core/srp/number.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";
import type { RejectReason } from "../../../src/protocol/reject.ts";
import { Entry } from "../../../src/server/entry/entry.ts";
import { entryRoutes } from "../../../src/server/routes/entry.ts";
import { openDatabase } from "../../../src/server/store/database.ts";
import { Meetings } from "../../../src/server/store/meetings.ts";
import { OperatorKeys } from "../../../src/server/store/operator-keys.ts";

export const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

export class World {
  now = 1_000_000;
  day = 20_000;
  /** Of the next requests. */
  address = "192.0.2.1";
  readonly rejects: RejectReason[] = [];
  readonly #database = openDatabase(":memory:");
  readonly meetings = new Meetings(this.#database);
  readonly operatorKeys = new OperatorKeys(this.#database);
  isKeyNeeded = false;
  readonly serverSecret = new Secret(random(32));
  /** Anything else on the path: a hostile server changes what passes. */
  tamper: (path: string, answer: Bytes) => Bytes = (_, answer) => answer;
  entry: Entry;

  constructor() {
    this.entry = this.boot();
  }

  /** A new run of the server over the same database and secret. */
  boot(): Entry {
    this.entry = new Entry({
      meetings: this.meetings,
      random,
      clock: () => this.now as Millis,
      wallClock: () => this.now as Millis,
      today: () => this.day as Day,
      suite: "xwing",
      retentionDays: 90,
      operatorKeys: this.operatorKeys,
      isKeyNeeded: this.isKeyNeeded,
      serverSecret: this.serverSecret,
      count: (reason) => this.rejects.push(reason),
    });
    return this.entry;
  }

  request(path: string, init: RequestInit): Promise<Response> {
    const routes = entryRoutes(this.entry, () => this.address);
    return Promise.resolve(routes.request(path, init));
  }

  readonly fetch: Fetch = async (path, init) => {
    const response = await this.request(path, init);
    if (!response.ok) return response;
    const answer = new Uint8Array(await response.arrayBuffer());
    return new Response(this.tamper(path, answer), { status: response.status });
  };

  /** A POST of these bytes, as any program can make it. */
  post(path: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    return this.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body,
    });
  }

  async meeting(): Promise<CreatedMeeting> {
    const created = await createMeeting(this.fetch, crypto.subtle, random);
    if (!created.ok) throw new Error(created.reason);
    return created.value;
  }
}

export function unknownId(): MeetingId {
  return meetingIdFromBytes(random(10));
}

/** A number of the group as it goes over the wire. */
export function srpNumber(value: bigint): Bytes {
  return numberToBytes(value, GROUP_3072.numberBytes);
}
