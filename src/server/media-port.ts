// The media server, as far as a meeting commands it.

import type { MeetingId, ParticipantId } from "../protocol/ids.ts";
import type { Wanted } from "../protocol/socket-messages.ts";

export type MediaPort = {
  /** The answer comes to `Host.handleAnswer`. */
  offer(meetingId: MeetingId, participantId: ParticipantId, sdp: string): void;
  admit(meetingId: MeetingId, participantId: ParticipantId): void;
  requestKeyFrames(meetingId: MeetingId, participantId: ParticipantId): void;
  refresh(meetingId: MeetingId, participantId: ParticipantId, slot: number): void;
  view(meetingId: MeetingId, participantId: ParticipantId, wanted: readonly Wanted[]): void;
  remove(meetingId: MeetingId, participantId: ParticipantId): void;
};
