// A participant's entry and socket by TLS, at a place whose certificate is checked.

import type { Entered } from "../../src/client/entry.ts";
import { createMeeting, enterMeeting } from "../../src/client/entry.ts";
import type { Fetch } from "../../src/client/post.ts";
import type { LinkFragment } from "../../src/core/link/fragment.ts";
import type { MeetingId } from "../../src/protocol/ids.ts";
import type { Place, TlsRequest } from "./tls-client.ts";
import { ask } from "./tls-client.ts";
import { VisitorSocket } from "./visitor.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export function fetchAt(place: Place): Fetch {
  return async (path, { method = "GET", body }) => {
    const headers = { "Content-Type": "application/octet-stream" };
    const message = body instanceof Uint8Array ? body : new Uint8Array(0);
    const answer = await ask(place, path, { method, headers, body: message });
    return new Response(new Uint8Array(answer.body), { status: answer.status });
  };
}

export async function makeMeetingAt(place: Place) {
  const made = await createMeeting(fetchAt(place), crypto.subtle, random);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

export async function enterAt(
  place: Place,
  { meetingId, fragment }: { readonly meetingId: MeetingId; readonly fragment: LinkFragment },
): Promise<Entered> {
  const entered = await enterMeeting({ meetingId, fragment, fetch: fetchAt(place), random });
  if (!entered.ok) throw new Error(entered.reason);
  return entered.value;
}

export function socketAt({ port, domain, root }: Place): VisitorSocket {
  return new VisitorSocket(`https://127.0.0.1:${port}`, `https://${domain}`, {
    headers: { Host: domain },
    tls: { ca: root, serverName: domain },
  });
}

/** The last request of making a meeting, which the server hasn't had yet. */
export async function recordedMeeting(place: Place) {
  let recorded: { readonly path: string; readonly request: TlsRequest } | null = null;
  const recording: Fetch = async (path, init) => {
    if (path !== "/api/meetings") return fetchAt(place)(path, init);
    const body = init.body instanceof Uint8Array ? init.body : new Uint8Array(0);
    const headers = { "Content-Type": "application/octet-stream" };
    recorded = { path, request: { method: "POST", headers, body } };
    return new Response(null, { status: 201 });
  };
  await createMeeting(recording, crypto.subtle, random);
  if (recorded === null) throw new Error("no meeting was made");
  return recorded as { readonly path: string; readonly request: TlsRequest };
}
