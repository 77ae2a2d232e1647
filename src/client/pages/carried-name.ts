// The name under which somebody goes on in another meeting: in this tab alone, and read once.

const KEY = "conclave/1 name";

export function carryName(name: string): void {
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // Storage is switched off: they type it again.
  }
}

/** @returns "" for nobody who comes from another meeting. */
export function takeCarriedName(): string {
  try {
    const name = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.removeItem(KEY);
    return name;
  } catch {
    return "";
  }
}
