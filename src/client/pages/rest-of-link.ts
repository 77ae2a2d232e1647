// The Alpine component of the field for the secret that came apart from its link.

import { parseFragmentText } from "../../core/link/fragment.ts";
import { t } from "../words.ts";
import { Component } from "./component.ts";

/** @returns what follows the # in `text`, or all of it; "" when that is no fragment of ours. */
export function fragmentIn(text: string): string {
  const fragment = text.trim().replace(/^[^#]*#/, "");
  return parseFragmentText(fragment) === null ? "" : fragment;
}

export class RestOfLink extends Component {
  text = "";
  problem = "";

  open(event: Event): void {
    event.preventDefault();
    const fragment = fragmentIn(this.text);
    this.problem = fragment === "" ? t("rest.problem") : "";
    // fragment-strip.ts takes it from there, and starts the page over.
    if (fragment !== "") location.hash = fragment;
  }
}
