// A banner that says plainly when the server or a member did what an honest one would not.

import type { Alarm } from "../../src/client/call-messages.ts";
import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

const REASONS: readonly Alarm["reason"][] = [
  "unknown-connection",
  "missing-connection",
  "bad-commit",
  "bad-credential",
  "bad-message",
];

export function Alarms({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="alarms" role="alert">
      <template x-if="alarm !== null">
        <div class="alarm">
          <Icon assets={assets} name="alert" />
          <p>
            {REASONS.map((reason) => (
              <span x-show={`alarm.reason === '${reason}'`}>{t(`alarm.${reason}`)}</span>
            ))}
            <span x-show="alarm.name !== null">
              {" "}
              {t.rich("alarm.about", { name: <strong x-text="alarm.name" /> })}
            </span>
          </p>
          <button type="button" class="button quiet" x-on:click="dismissAlarm">
            {t("alarm.understood")}
          </button>
        </div>
      </template>
    </div>
  );
}
