// The fragment “The door”: what the host decided, as switches, and what a host can do at once.

// What is in it depends on its parameters alone, and it has no name and no secret: the same bytes
// for whoever asks. The page puts only words and buttons of it in place (fragment-guard.ts).

export type DoorPanelState = {
  readonly isLocked: boolean;
  readonly hasWaitingRoom: boolean;
  readonly mayChat: boolean;
  readonly mayShare: boolean;
  readonly mayUnmute: boolean;
  readonly role: "host" | "co-host";
};

function waitingWords({ isLocked, hasWaitingRoom }: DoorPanelState): string {
  const words = hasWaitingRoom
    ? "a host lets in each person who knocks."
    : "whoever has the link comes straight in.";
  return isLocked ? `Once it is unlocked, ${words}` : `${words[0]?.toUpperCase()}${words.slice(1)}`;
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
  const { isLocked, hasWaitingRoom, mayChat, mayShare, mayUnmute } = state;
  return (
    <>
      <ul class="switches">
        <Switch
          name="locked"
          label="Lock the door"
          isOn={isLocked}
          words={
            isLocked
              ? "Nobody else comes in, with or without the link."
              : "It’s open: whoever has the link can knock."
          }
        />
        <Switch
          name="waiting"
          label="Waiting room"
          isOn={hasWaitingRoom}
          words={waitingWords(state)}
        />
      </ul>
      <h3 class="label">Members may</h3>
      <ul class="switches">
        <Switch
          name="chat"
          label="Chat"
          isOn={mayChat}
          words={mayChat ? "Everyone can write." : "Only hosts can write; all can read."}
        />
        <Switch
          name="share"
          label="Share their screen"
          isOn={mayShare}
          words={mayShare ? "Everyone can share." : "Only hosts can share."}
        />
        <Switch
          name="unmute"
          label="Unmute themselves"
          isOn={mayUnmute}
          words={
            mayUnmute
              ? "Everyone can speak when they like."
              : "Who is muted stays so until a host asks them to unmute."
          }
        />
      </ul>
    </>
  );
}

export function DoorPanel({ state }: { state: DoorPanelState }) {
  const isHost = state.role === "host";
  return (
    <section aria-labelledby="door-title">
      <h3 class="panel-heading" id="door-title">
        The door
      </h3>
      <Switches state={state} />
      <h3 class="label">Right now</h3>
      <ul class="deeds">
        <Deed
          name="mute-everyone"
          label="Mute everyone"
          words={
            state.mayUnmute
              ? "Turns off every microphone but yours; each can unmute again."
              : "Turns off every microphone but yours; nobody can unmute by themselves."
          }
        />
        {isHost ? (
          <>
            <Deed
              name="rotate-link"
              label="Replace the link…"
              words="The old link stops working at once; everyone in the call stays."
            />
            <Deed
              name="host-link"
              label="Use on another device…"
              words="Shows your host link, which makes its holder host."
            />
            <Deed
              name="end-for-all"
              label="End for everyone…"
              words="The call stops for all of you at once."
            />
            <Deed
              name="delete-meeting"
              label="Delete the meeting…"
              words="Ends it, and its link never works again."
            />
          </>
        ) : null}
      </ul>
      {isHost ? null : (
        <p class="switch-words">
          Replacing the link, ending the meeting and making co-hosts are the host’s.
        </p>
      )}
    </section>
  );
}
