// A banner that says plainly when the server or a member did what an honest one would not.

import { ALARM_TEXTS } from "../alarm-texts.ts";
import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";

export function Alarms({ assets }: { assets: Assets }) {
  return (
    <div class="alarms" role="alert">
      <template x-if="alarm !== null">
        <div class="alarm">
          <Icon assets={assets} name="alert" />
          <p>
            {Object.entries(ALARM_TEXTS).map(([reason, text]) => (
              <span x-show={`alarm.reason === '${reason}'`}>{text}</span>
            ))}
            <span x-show="alarm.name !== null">
              {" It was about "}
              <strong x-text="alarm.name" />.
            </span>
          </p>
          <button type="button" class="button quiet" x-on:click="dismissAlarm">
            Understood
          </button>
        </div>
      </template>
    </div>
  );
}
