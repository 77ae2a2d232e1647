// The fragment behind “What this server sees”: the whole list, in plain words.

const SEES = [
  "that a meeting exists, by a number that says nothing about it",
  "which network addresses are connected to it now, and for how long",
  "how the host set the door: locked or open, a waiting room, and what members may do",
  "how much sound and picture each one sends, and when",
  "how loud each microphone is, which tells it whose voice to pass on in a large meeting",
];

const KEEPS = ["for each meeting: its number, a check value for its link, the host’s public key"];

const NEVER = [
  "what is said or shown, and the names people go by",
  "the part of a link after the #, which holds the key",
  "accounts, e-mail addresses or cookies: there are none",
];

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </section>
  );
}

export function ServerSees() {
  return (
    <div class="sees-lists">
      <List title="While you meet, it sees" items={SEES} />
      <List title="On its disk, it keeps" items={KEEPS} />
      <List title="It never gets" items={NEVER} />
    </div>
  );
}
