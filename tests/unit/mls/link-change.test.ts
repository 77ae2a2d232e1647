// A new link between its announcement and the server: whose counts, and who brings it.

import { expect, test } from "bun:test";
import { LinkChange } from "../../../src/core/mls/link-change.ts";
import type { NewLink } from "../../../src/core/mls/signal.ts";
import { at, idOf } from "./fixtures.ts";

const linkOf = (fill: number, generation = 2): NewLink => ({
  secret: new Uint8Array(16).fill(fill),
  generation,
  salt: new Uint8Array(16).fill(fill),
  verifier: new Uint8Array(384).fill(fill),
  signature: new Uint8Array(64).fill(fill),
});

test("of two hosts at once, the one whose commit wins gives the link", () => {
  const change = new LinkChange();
  const [first, second] = [linkOf(1), linkOf(2)];
  change.handleAnnounced(idOf(1), first);
  change.handleAnnounced(idOf(2), second);
  expect(change.handleCommit(idOf(1), 2)?.secret[0]).toBe(1);
  expect(second.secret.every((byte) => byte === 0)).toBe(true);
});

test("a link that was announced in an epoch before, or for another generation, is none", () => {
  const change = new LinkChange();
  change.handleAnnounced(idOf(1), linkOf(1));
  expect(change.handleCommit(idOf(2), 1)).toBeNull();
  expect(change.handleCommit(idOf(1), 2)).toBeNull();
  change.handleAnnounced(idOf(1), linkOf(1, 3));
  expect(change.handleCommit(idOf(1), 2)).toBeNull();
});

test("whoever made the commit brings it to the server, and again while that is in trouble", () => {
  const change = new LinkChange();
  change.bring(linkOf(1), idOf(1), true, at(0));
  expect(change.handleTick(at(0))).toMatchObject({ type: "rotate", linkGeneration: 2 });
  expect(change.nextWakeup()).toBe(at(5_000));
  expect(change.handleRefused("overloaded", at(10))).toBe(false);
  expect(change.nextWakeup()).toBe(at(5_010));
  expect(change.handleTick(at(5_010))).not.toBeNull();
  expect(change.handleRotated(3)).toBe(false);
  expect(change.handleRotated(2)).toBe(true);
  expect(change.nextWakeup()).toBeNull();
});

test("a refusal for good, or many of them, is the end of it", () => {
  const change = new LinkChange();
  change.bring(linkOf(1), idOf(1), true, at(0));
  change.handleTick(at(0));
  expect(change.handleRefused("bad-signature", at(10))).toBe(true);
  change.bring(linkOf(1), idOf(1), true, at(0));
  let time = 0;
  let tries = 0;
  for (let isOver = false; !isOver; time += 5_000) {
    expect(change.handleTick(at(time))).not.toBeNull();
    isOver = change.handleRefused("overloaded", at(time));
    tries++;
  }
  expect(tries).toBe(6);
});

test("a server that never answers is asked six times, and then given up", () => {
  const change = new LinkChange();
  change.bring(linkOf(1), idOf(1), true, at(0));
  const told = [];
  for (let due = change.nextWakeup(); due !== null; due = change.nextWakeup()) {
    const claim = change.handleTick(due);
    told.push(claim === null || claim === "given-up" ? claim : claim.type);
  }
  expect(told).toEqual([...Array.from({ length: 6 }, () => "rotate"), "given-up"]);
});

test("the others bring it when that one departs, and tell nobody of it", () => {
  const change = new LinkChange();
  change.bring(linkOf(1), idOf(1), false, at(0));
  expect(change.handleTick(at(60_000))).toBeNull();
  change.handleDeparted(idOf(2), at(60_000));
  expect(change.nextWakeup()).toBeNull();
  change.handleDeparted(idOf(1), at(61_000));
  expect(change.handleTick(at(61_000))).toMatchObject({ type: "rotate" });
  expect(change.handleRotated(2)).toBe(false);
});
