// Why no meeting could be made, beside the button that was meant to make one.

import type { Assets } from "../assets.ts";
import { keysOf } from "../locales/keys-of.ts";
import { NOTICE_STEPS } from "../notice-steps.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function HomeProblems({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <>
      {keysOf(NOTICE_STEPS).map((reason) => (
        <template x-if={`problem === '${reason}'`}>
          <div class="note" role="alert">
            <Icon assets={assets} name={NOTICE_STEPS[reason].icon} />
            <div>
              <strong>{t(`notice.${reason}.title`)}</strong>
              <p>{t(`notice.${reason}.body`)}</p>
            </div>
          </div>
        </template>
      ))}
    </>
  );
}
