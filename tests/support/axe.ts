// What axe-core finds on a person's page (WCAG 2.2 A and AA, and its best practices).

import axe from "axe-core";
import type { Person } from "./person.ts";

/** One line each: the rule, and the first element that it found. */
export async function findings({ page }: Person): Promise<readonly string[]> {
  // A tab behind another draws nothing, and its animations don't end.
  await page.bringToFront();
  // Half-transparent things in the middle of an animation have colours of their own.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((a) => a.finished)).catch(() => null),
  );
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await checker.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}
