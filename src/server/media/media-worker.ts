// The program of a media worker: a media server of its own port, told what to do by the main thread.

import { parentPort, workerData } from "node:worker_threads";
import { unreachable } from "../../base/assert.ts";
import { describeError } from "../log.ts";
import type { MediaCount } from "./media-count.ts";
import { MediaServer } from "./media-server.ts";
import type { MediaCommand, MediaReport, WorkerOptions } from "./worker-messages.ts";

const main = parentPort;
if (main === null) throw new Error("a media worker runs in a worker");

function report(message: MediaReport): void {
  main?.postMessage(message);
}

const counts = new Map<MediaCount, number>();
let done = 0;

// As in the main thread: who finds a packet that makes a library throw ends nobody's call by it.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    report({ type: "failure", fields: describeError(error) });
  });
}

function perform(media: MediaServer, command: MediaCommand): void {
  switch (command.type) {
    case "offer": {
      const { meetingId, participantId, sdp } = command;
      const answer = media.answer(meetingId, participantId, sdp);
      report({ type: "answer", meetingId, participantId, sdp: answer.ok ? answer.value : null });
      return;
    }
    case "admit":
      media.admit(command.meetingId, command.participantId);
      return;
    case "request-key-frames":
      media.requestKeyFrames(command.meetingId, command.participantId);
      return;
    case "refresh":
      media.refresh(command.meetingId, command.participantId, command.slot);
      return;
    case "view":
      media.view(command.meetingId, command.participantId, command.wanted);
      return;
    case "remove":
      media.remove(command.meetingId, command.participantId);
      return;
    case "ping":
      report({ type: "pong", done, counts: [...counts], lagMs: media.takeLag() });
      counts.clear();
      return;
    case "close":
      media.close();
      report({ type: "closed" });
      return;
    default:
      unreachable(command);
  }
}

async function open(options: WorkerOptions): Promise<void> {
  const media = await MediaServer.open({
    ...options,
    count: (what, by = 1) => void counts.set(what, (counts.get(what) ?? 0) + by),
    events: {
      handleSlots: (meetingId, participantId, assignments) =>
        report({ type: "slots", meetingId, participantId, assignments }),
      handleLayers: (meetingId, participantId, wanted) =>
        report({ type: "layers", meetingId, participantId, wanted }),
      handleTransport: (meetingId, participantId, state) =>
        report({ type: "transport", meetingId, participantId, state }),
      handleFailed: (meetingId) => report({ type: "meeting-failed", meetingId }),
    },
  });
  main?.on("message", (command: MediaCommand) => {
    done += 1;
    perform(media, command);
  });
  report({ type: "opened", port: media.port, description: media.description });
}

try {
  await open(workerData as WorkerOptions);
} catch (error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  report({ type: "refused", code, text: error instanceof Error ? error.message : String(error) });
}
