// The promise: after the first module ran, no script, referrer or request can read the link's secret
// from the address. Seen to fail with the replaceState taken out, and with another import before it.

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { keepFragment, stripFragment } from "../../../src/client/fragment-strip.ts";

function windowAt(address: string, state: unknown = null) {
  const url = new URL(address);
  const page = {
    location: { hash: url.hash, pathname: url.pathname, search: url.search },
    history: {
      state,
      replaceState(next: unknown, _: string, path: string) {
        page.history.state = next;
        page.address = new URL(path, address).href;
      },
    },
    address,
  };
  return page;
}

describe("the fragment", () => {
  test("is handed over, and gone from the address", () => {
    const page = windowAt("https://meet.example/m/aaaa#SECRET");
    expect(stripFragment(page)).toBe("SECRET");
    expect(page.address).toBe("https://meet.example/m/aaaa");
  });

  test("leaves the query alone", () => {
    const page = windowAt("https://meet.example/m/aaaa?x=1#SECRET");
    stripFragment(page);
    expect(page.address).toBe("https://meet.example/m/aaaa?x=1");
  });

  test("is found again after a reload, which no longer shows it", () => {
    const first = windowAt("https://meet.example/m/aaaa#SECRET");
    stripFragment(first);
    expect(stripFragment(windowAt(first.address, first.history.state))).toBe("SECRET");
  });

  test("is empty when there never was one", () => {
    for (const state of [null, undefined, "x", { fragment: 7 }, { htmx: true }]) {
      expect(stripFragment(windowAt("https://meet.example/m/aaaa", state))).toBe("");
      expect(stripFragment(windowAt("https://meet.example/m/aaaa#", state))).toBe("");
    }
  });

  test("of a link that the host replaced is what a reload finds, and no address shows it", () => {
    const page = windowAt("https://meet.example/m/aaaa#OLD");
    stripFragment(page);
    keepFragment("NEW", page);
    expect(page.address).toBe("https://meet.example/m/aaaa");
    expect(stripFragment(windowAt(page.address, page.history.state))).toBe("NEW");
  });

  test("of a newly pasted link wins over the kept one", () => {
    const page = windowAt("https://meet.example/m/aaaa#NEW", { fragment: "OLD" });
    expect(stripFragment(page)).toBe("NEW");
    expect(page.history.state).toEqual({ fragment: "NEW" });
  });
});

test("the module that strips it is the first that main.ts imports, and imports nothing", () => {
  const source = (name: string) => readFileSync(`src/client/${name}`, "utf8");
  const imports = source("main.ts").match(/^import .*$/gm) ?? [];
  expect(imports[0]).toBe('import "./fragment-strip.ts";');
  expect(source("fragment-strip.ts")).not.toMatch(/^import /m);
});
