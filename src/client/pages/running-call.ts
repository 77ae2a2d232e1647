// The part of a call that the meeting page uses.

import type { Source } from "../../protocol/socket-messages.ts";
import type { CallAnnouncements } from "../call-announcements.ts";
import type { Act } from "../call-model.ts";
import type { ChatDraft, LineRef, PollDraft, Reaction } from "../chat-model.ts";
import type { DataMode } from "../media/data-mode.ts";
import type { ShownTiles } from "../view-request.ts";

export type RunningCall = {
  prepare(): void;
  join(
    name: string,
    tracks: {
      readonly microphone: MediaStreamTrack | null;
      readonly camera: MediaStreamTrack | null;
    },
    passphrase?: string | null,
  ): void;
  setTrack(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** Which pictures the stage shows now. */
  setShown(shown: Pick<ShownTiles, "pinned" | "visible">): void;
  /** Which pictures come and go. */
  setData(mode: DataMode): void;
  act(act: Act): void;
  answerHostOffer(isAccepted: boolean): void;
  chat(draft: ChatDraft): void;
  reactToLine(line: LineRef, emoji: Reaction, isSet: boolean): void;
  openPoll(draft: PollDraft): void;
  vote(poll: LineRef, choices: number): void;
  endPoll(poll: LineRef): void;
  offerFile(file: File): void;
  getFile(line: LineRef): void;
  stopFile(line: LineRef): void;
  react(emoji: Reaction): void;
  raiseHand(isRaised: boolean): void;
  readonly announcements: Pick<CallAnnouncements, "record" | "answerRecording" | "goOn">;
  leave(): void;
};
