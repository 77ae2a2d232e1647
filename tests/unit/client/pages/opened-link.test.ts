// The link of an opened meeting page, and what of it is given to others.
// The promises: copying the link never hands out the host's seed, seen to fail with the seed left in;
// and no new link of another host is taken on, seen to fail without the look at the commitment.

import { describe, expect, test } from "bun:test";
import { base64url } from "../../../../src/base/bytes.ts";
import { linkIn } from "../../../../src/client/pages/home.ts";
import {
  fragmentToUse,
  openLink,
  withInvitation,
} from "../../../../src/client/pages/opened-link.ts";
import { parseFragmentText } from "../../../../src/core/link/fragment.ts";
import { parseLink } from "../../../../src/core/link/link.ts";

const ID = "2v8k-9fqm-x3ta-7hcd";

/** `host` fills the commitment, `secret` the link's secret; 66 bytes have a seed of 0x77. */
function fragmentText(length: 34 | 66, secret = 0x5a, host = 0x5a): string {
  const bytes = new Uint8Array(length).fill(0x77);
  bytes.set([1, 0]);
  bytes.fill(secret, 2, 18);
  bytes.fill(host, 18, 34);
  return base64url(bytes);
}

function opened(pathname: string, fragment: string) {
  return openLink({ origin: "https://meet.example", pathname }, () => fragment);
}

describe("an opened link", () => {
  test("is whole again", () => {
    const link = opened(`/m/${ID}`, fragmentText(34));
    expect(link?.meetingId as string).toBe(ID);
    expect(link?.fragment.length).toBe(34);
    expect(link?.invitation).toBe(`https://meet.example/m/${ID}#${fragmentText(34)}`);
  });

  test("of a host is passed on without the host's seed", () => {
    const link = opened(`/m/${ID}`, fragmentText(66));
    expect(link?.fragment.length).toBe(66);
    expect(parseLink(link?.invitation ?? "")?.fragment.hostSeed).toBeNull();
    expect(link?.invitation).toBe(`https://meet.example/m/${ID}#${fragmentText(34)}`);
  });

  test("is null without a meeting or without a whole fragment", () => {
    for (const [path, fragment] of [
      [`/m/${ID}`, ""],
      [`/m/${ID}`, "AAAA"],
      [`/m/${ID}`, `${fragmentText(34)}x`],
      ["/m/short", fragmentText(34)],
      ["/", fragmentText(34)],
    ] as const) {
      expect(opened(path, fragment)).toBeNull();
    }
  });
});

describe("a link that the host replaced", () => {
  const origin = "https://meet.example";

  test("is what others get from then on, and what a reload opens", () => {
    const link = opened(`/m/${ID}`, fragmentText(34));
    const next = link === null ? null : withInvitation(link, fragmentText(34, 0x11));
    expect(next?.invitation).toBe(`${origin}/m/${ID}#${fragmentText(34, 0x11)}`);
    expect(next?.fragmentText).toBe(fragmentText(34, 0x11));
    expect(next?.hostLink).toBe("");
  });

  test("keeps the host’s seed in the host’s browser, and out of the invitation", () => {
    const link = opened(`/m/${ID}`, fragmentText(66));
    const next = link === null ? null : withInvitation(link, fragmentText(34, 0x11));
    expect(next?.fragmentText).toBe(fragmentText(66, 0x11));
    expect(next?.hostLink).toBe(`${origin}/m/${ID}#${fragmentText(66, 0x11)}`);
    expect(next?.invitation).toBe(`${origin}/m/${ID}#${fragmentText(34, 0x11)}`);
  });

  test("is refused when it is broken, or of another host", () => {
    const link = opened(`/m/${ID}`, fragmentText(66));
    for (const invitation of [
      "",
      "x",
      fragmentText(34, 0x11, 0x22),
      fragmentText(66, 0x11, 0x22),
    ]) {
      expect(link === null ? "" : withInvitation(link, invitation)).toBeNull();
    }
  });
});

describe("the fragment that the page goes on with", () => {
  const kept = parseFragmentText(fragmentText(66));

  test("is the kept one when the page was opened without, and the opened one without a kept", () => {
    expect(fragmentToUse("", kept)).toBe(fragmentText(66));
    expect(fragmentToUse(fragmentText(34), null)).toBe(fragmentText(34));
    expect(fragmentToUse("broken", kept)).toBe("broken");
  });

  test("has the host’s seed in the browser that made the meeting, whatever link was opened", () => {
    expect(fragmentToUse(fragmentText(34), kept)).toBe(fragmentText(66));
    expect(fragmentToUse(fragmentText(34, 0x11), kept)).toBe(fragmentText(66, 0x11));
  });

  test("gets no seed that belongs to another host", () => {
    expect(fragmentToUse(fragmentText(34, 0x5a, 0x22), kept)).toBe(fragmentText(34, 0x5a, 0x22));
  });
});

describe("a pasted text", () => {
  const link = `https://meet.example/m/${ID}#${fragmentText(34)}`;
  test("gives the link in it", () => {
    expect(linkIn(link)).toBe(link);
    expect(linkIn(`  Join us: ${link}\nSee you`)).toBe(link);
    expect(linkIn(`https://other.example/agenda and ${link}`)).toBe(link);
  });
  test("without a whole link gives nothing", () => {
    for (const text of ["", "hello", `https://meet.example/m/${ID}`, "javascript:alert(1)#x"]) {
      expect(linkIn(text)).toBeNull();
    }
  });
});
