// The script of the page that tests devices: no meeting, no key, nothing of the call's.

import Alpine from "@alpinejs/csp";
import { DeviceTest } from "./pages/device-test.ts";
import { LanguageMenu } from "./pages/language-menu.ts";
import { addMediaDirectives } from "./pages/media-directives.ts";
import { loadWords } from "./words.ts";

await loadWords(document.documentElement);
addMediaDirectives();
Alpine.data("deviceTest", () => new DeviceTest());
Alpine.data("languageMenu", () => new LanguageMenu());
Alpine.start();
