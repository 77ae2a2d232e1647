// A link as a QR code, drawn in this browser: dark on light whatever the page is.

import { useWords } from "../words.ts";

export function QrCode() {
  const t = useWords();
  return (
    <svg class="qr-code" role="img" aria-label={t("made.qr")} viewBox="0 0 1 1">
      <path x-bind:d="qr.path" x-bind:transform="qr.scale" />
    </svg>
  );
}
