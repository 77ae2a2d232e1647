// Where the page's code starts. The fragment leaves the address bar before any other module runs.

import "./fragment-strip.ts";

import Alpine from "@alpinejs/csp";
import { Call } from "./call.ts";
import { forgetFragment, keepFragment, linkFragment } from "./fragment-strip.ts";
import { HostedMeetings } from "./hosted-meetings.ts";
import { CallScreen } from "./pages/call-screen.ts";
import { addDirectives } from "./pages/directives.ts";
import { guardDrops } from "./pages/drop-guard.ts";
import { Home } from "./pages/home.ts";
import { setUpHtmx } from "./pages/htmx-setup.ts";
import { linkServices, meetingShelf } from "./pages/kept-meetings.ts";
import { LanguageMenu } from "./pages/language-menu.ts";
import { Meeting } from "./pages/meeting.ts";
import { registerOfflineWorker } from "./pages/offline-worker.ts";
import { RecordingsList } from "./pages/recordings-list.ts";
import { RestOfLink } from "./pages/rest-of-link.ts";
import { Schedule } from "./pages/schedule.ts";
import { loadWords } from "./words.ts";

/** Reading `localStorage` itself throws where storage is switched off. */
const storage: Pick<Storage, "getItem" | "setItem"> = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

const hosted = new HostedMeetings(storage);

await loadWords(document.documentElement);
setUpHtmx();
guardDrops(document);
addDirectives();
const shelf = meetingShelf(hosted, location.origin);
Alpine.data("home", () => new Home(shelf));
Alpine.data("schedule", () => new Schedule(shelf));
Alpine.data("recordingsList", () => new RecordingsList());
Alpine.data("restOfLink", () => new RestOfLink());
const links = linkServices(hosted, {
  read: linkFragment,
  keep: (fragment) => keepFragment(fragment, window),
  forget: () => forgetFragment(window),
});
Alpine.data("meeting", () => new Meeting({ startCall: (options) => new Call(options), ...links }));
Alpine.data("languageMenu", () => new LanguageMenu());
Alpine.data("callScreen", () => new CallScreen());
Alpine.start();
void registerOfflineWorker(import.meta.url);
