// Why no meeting could be made, beside the button that was meant to make one.

import type { Assets } from "../assets.ts";
import { NOTICE_TEXTS } from "../failure-texts.ts";
import { Icon } from "./icon.tsx";

export function HomeProblems({ assets }: { assets: Assets }) {
  return (
    <>
      {Object.entries(NOTICE_TEXTS).map(([reason, text]) => (
        <template x-if={`problem === '${reason}'`}>
          <div class="note" role="alert">
            <Icon assets={assets} name={text.icon} />
            <div>
              <strong>{text.title}</strong>
              <p>{text.body}</p>
            </div>
          </div>
        </template>
      ))}
    </>
  );
}
