// The part of every call page that tells: passing words over the stage, words for screen readers, what was copied.

import { t } from "../words.ts";
import { Component } from "./component.ts";
import { copyText } from "./copy-text.ts";

/** Long enough to read two names, short enough not to pile up. */
const TOAST_MS = 4_000;

export abstract class NewsView extends Component {
  toasts: readonly { readonly id: number; readonly text: string }[] = [];
  toastCount = 0;
  spoken = "";

  toast(text: string): void {
    const id = this.toastCount++;
    this.toasts = [...this.toasts, { id, text }];
    this.say(text);
    setTimeout(() => {
      this.toasts = this.toasts.filter((toast) => toast.id !== id);
    }, TOAST_MS);
  }

  /** For screen readers alone. */
  say(text: string): void {
    this.spoken = text;
  }

  /** @returns whether the browser did. */
  async copy(text: string): Promise<boolean> {
    const isCopied = await copyText(text);
    if (isCopied) this.say(t("said.linkCopied"));
    else this.toast(t("said.copyRefused"));
    return isCopied;
  }
}
