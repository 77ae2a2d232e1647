// Runs before every test file: what the page's scripts say is English.

import { speak } from "../../src/client/words.ts";
import { ENGLISH } from "../../views/locales/catalogue.ts";

speak("en", ENGLISH);
