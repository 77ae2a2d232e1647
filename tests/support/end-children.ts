// Loaded before all tests: after the last of them no process that a test started is left.

import { afterAll } from "bun:test";
import { endChildren } from "./children.ts";

afterAll(endChildren);
