// A connection that fails as soon as it is offered is offered again, and not in a storm.

import { expect, test } from "bun:test";
import { OfferPace } from "../../../src/client/offer-pace.ts";

test("the first offer goes at once, and so does one after a time without trouble", () => {
  const pace = new OfferPace();
  expect(pace.waitMs(5)).toBe(0);
  pace.handleOffer(5);
  expect(pace.waitMs(60_000)).toBe(0);
});

test("a connection whose every offer fails at once is offered 31 times in a minute", () => {
  const pace = new OfferPace();
  let offers = 0;
  for (let now = 0; now <= 60_000; now += 1) {
    if (pace.waitMs(now) > 0) continue;
    pace.handleOffer(now);
    offers += 1;
  }
  expect(offers).toBe(31);
});
