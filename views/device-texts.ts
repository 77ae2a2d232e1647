// What is said when a microphone or camera can't be used.

import type { DeviceProblem } from "../src/client/device-problem.ts";

export type DeviceText = { readonly title: string; readonly body: string };

export const DEVICE_TEXTS: Readonly<
  Record<"microphone" | "camera", Readonly<Record<DeviceProblem, DeviceText>>>
> = {
  microphone: {
    blocked: {
      title: "The microphone is blocked",
      body: "Allow it in the address bar or your system’s settings. You can also join and only listen.",
    },
    none: {
      title: "No microphone found",
      body: "Plug one in and it shows up here. You can also join and only listen.",
    },
    busy: {
      title: "Another program has the microphone",
      body: "Close that program, then try again. You can also join and only listen.",
    },
  },
  camera: {
    blocked: {
      title: "The camera is blocked",
      body: "Allow it in the address bar or your system’s settings. You can also join without it.",
    },
    none: {
      title: "No camera found",
      body: "Plug one in and it shows up here. You can also join without it.",
    },
    busy: {
      title: "Another program has the camera",
      body: "Close that program, then try again. You can also join without it.",
    },
  },
};
