// Runs before every test file: what the page's scripts say is English.

import { ENGLISH } from "../../locales/catalogue.ts";
import { speak } from "../../src/client/words.ts";

speak("en", ENGLISH);
