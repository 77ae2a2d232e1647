// The fragment “The door”: what the host decided, as switches, and what a host can do at once.

// What is in it depends on its parameters alone, and it has no name and no secret: the same bytes
// for whoever asks. The page puts only words and buttons of it in place (fragment-guard.ts).

import type { Key } from "../locales/catalogue.ts";
import { useWords } from "../words.ts";

export type DoorPanelState = {
  readonly isLocked: boolean;
  readonly hasWaitingRoom: boolean;
  readonly mayChat: boolean;
  readonly mayShare: boolean;
  readonly mayUnmute: boolean;
  readonly mayRecord: boolean;
  readonly role: "host" | "co-host";
};

type DoorKey = Extract<Key, `doors.${string}`>;

function waitingWords({ isLocked, hasWaitingRoom }: DoorPanelState): DoorKey {
  const words = hasWaitingRoom ? "doors.waiting.on" : "doors.waiting.off";
  return isLocked ? `${words}.locked` : words;
}

function Switch({
  name,
  label,
  words,
  isOn,
}: {
  name: string;
  label: string;
  words: string;
  isOn: boolean;
}) {
  return (
    <li>
      <button
        type="button"
        class="switch-row"
        role="switch"
        aria-checked={isOn ? "true" : "false"}
        aria-labelledby={`door-${name}-label`}
        aria-describedby={`door-${name}-words`}
        id={`door-${name}`}
        data-door={name}
      >
        <span class="switch-text">
          <span class="switch-label" id={`door-${name}-label`}>
            {label}
          </span>
          <span class="switch-words" id={`door-${name}-words`}>
            {words}
          </span>
        </span>
        <span class="switch" />
      </button>
    </li>
  );
}

function Deed({ name, label, words }: { name: string; label: string; words: string }) {
  return (
    <li>
      <button
        type="button"
        class="deed"
        aria-labelledby={`door-${name}-label`}
        aria-describedby={`door-${name}-words`}
        id={`door-${name}`}
        data-door={name}
      >
        <span class="switch-label" id={`door-${name}-label`}>
          {label}
        </span>
        <span class="switch-words" id={`door-${name}-words`}>
          {words}
        </span>
      </button>
    </li>
  );
}

function Switches({ state }: { state: DoorPanelState }) {
  const t = useWords();
  const { isLocked, hasWaitingRoom, mayChat, mayShare, mayUnmute, mayRecord } = state;
  return (
    <>
      <ul class="switches">
        <Switch
          name="locked"
          label={t("doors.locked")}
          isOn={isLocked}
          words={t(isLocked ? "doors.locked.on" : "doors.locked.off")}
        />
        <Switch
          name="waiting"
          label={t("doors.waiting")}
          isOn={hasWaitingRoom}
          words={t(waitingWords(state))}
        />
      </ul>
      <h3 class="label">{t("doors.members")}</h3>
      <ul class="switches">
        <Switch
          name="chat"
          label={t("doors.chat")}
          isOn={mayChat}
          words={t(mayChat ? "doors.chat.on" : "doors.chat.off")}
        />
        <Switch
          name="share"
          label={t("doors.share")}
          isOn={mayShare}
          words={t(mayShare ? "doors.share.on" : "doors.share.off")}
        />
        <Switch
          name="unmute"
          label={t("doors.unmute")}
          isOn={mayUnmute}
          words={t(mayUnmute ? "doors.unmute.on" : "doors.unmute.off")}
        />
        <Switch
          name="record"
          label={t("doors.record")}
          isOn={mayRecord}
          words={t(mayRecord ? "doors.record.on" : "doors.record.off")}
        />
      </ul>
    </>
  );
}

export function DoorPanel({ state }: { state: DoorPanelState }) {
  const t = useWords();
  const isHost = state.role === "host";
  return (
    <section aria-labelledby="door-title">
      <h3 class="panel-heading" id="door-title">
        {t("doors.title")}
      </h3>
      <Switches state={state} />
      <h3 class="label">{t("doors.now")}</h3>
      <ul class="deeds">
        <Deed
          name="mute-everyone"
          label={t("doors.muteAll")}
          words={t(state.mayUnmute ? "doors.muteAll.may" : "doors.muteAll.held")}
        />
        {isHost ? (
          <>
            <Deed name="rotate-link" label={t("doors.rotate")} words={t("doors.rotate.words")} />
            <Deed name="host-link" label={t("doors.hostLink")} words={t("doors.hostLink.words")} />
            <Deed name="end-for-all" label={t("doors.end")} words={t("doors.end.words")} />
            <Deed name="delete-meeting" label={t("doors.delete")} words={t("doors.delete.words")} />
          </>
        ) : null}
      </ul>
      {isHost ? null : <p class="switch-words">{t("doors.coHost")}</p>}
    </section>
  );
}
