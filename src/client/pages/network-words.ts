// How somebody's connection is, in words.

import type { NetworkLevel } from "../call-model.ts";
import { t } from "../words.ts";

type Person = { readonly name: string; readonly isSelf: boolean; readonly network: NetworkLevel };

/** @returns a name for the mark; "" while there is none. */
export function networkLabel({ name, isSelf, network }: Person): string {
  return network === "good"
    ? ""
    : t(`network.${network}`, { name: isSelf ? t("person.you") : name });
}

/** @returns what it means, and what helps; "" while all is well. */
export function networkWords({ name, isSelf, network }: Person): string {
  if (network === "good") return "";
  return isSelf ? t(`network.${network}.own`) : t(`network.${network}.other`, { name });
}
