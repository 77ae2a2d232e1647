// The fragment behind “What this server sees”: the whole list, in plain words.

import type { Key } from "../locales/catalogue.ts";
import { useWords } from "../words.ts";

type Line = Extract<Key, `sees.${string}`>;

const LIVE: readonly Line[] = [
  "sees.live.meeting",
  "sees.live.addresses",
  "sees.live.door",
  "sees.live.sizes",
  "sees.live.loudness",
];

const NEVER: readonly Line[] = ["sees.never.content", "sees.never.secret", "sees.never.accounts"];

function List({ title, items }: { title: Line; items: readonly Line[] }) {
  const t = useWords();
  return (
    <section>
      <h3>{t(title)}</h3>
      <ul>
        {items.map((item) => (
          <li>{t(item)}</li>
        ))}
      </ul>
    </section>
  );
}

export function ServerSees() {
  return (
    <div class="sees-lists">
      <List title="sees.live.title" items={LIVE} />
      <List title="sees.kept.title" items={["sees.kept.meeting"]} />
      <List title="sees.never.title" items={NEVER} />
    </div>
  );
}
