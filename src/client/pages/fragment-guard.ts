// Lets a fragment of the server's into the page only when it is plain words, boxes and buttons.

// The attacker is a server that answers one visitor with another fragment: an expression of
// Alpine's, an hx- attribute or an image's address in it could carry the link's secret away.

const ELEMENTS: ReadonlySet<string> = new Set([
  "button",
  "div",
  "h3",
  "li",
  "p",
  "section",
  "span",
  "strong",
  "ul",
]);

const ATTRIBUTES: ReadonlySet<string> = new Set([
  "aria-checked",
  "aria-describedby",
  "aria-labelledby",
  "class",
  "data-door",
  "id",
  "role",
  "type",
]);

/** What `id` and the references to it may be; others could take the place of the page's own. */
const ID = /^door-[a-z-]{1,40}$/;

/**
 * One tag as our views write it. It has no comment, no declaration, no unquoted or single-quoted
 * value, and no angle bracket in a value: whoever parses what consists of such tags and of text,
 * the browser or htmx with its regular expressions, finds the same elements.
 */
const TAG = /<(\/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*) ?>/y;
const ATTRIBUTE = / ([a-z-]+)(?:="([^"]*)")?/g;

function isPlainAttribute(name: string, value: string): boolean {
  if (!ATTRIBUTES.has(name)) return false;
  return name === "id" || name.startsWith("aria-d") || name.startsWith("aria-l")
    ? ID.test(value)
    : true;
}

function isPlainTag([, , element = "", attributes = ""]: RegExpExecArray): boolean {
  const found = [...attributes.matchAll(ATTRIBUTE)];
  return (
    ELEMENTS.has(element) &&
    found.every(([, name = "", value = ""]) => isPlainAttribute(name, value))
  );
}

/** Reads the text itself: a parser of its own would see other elements than htmx does. */
export function isPlainMarkup(markup: string): boolean {
  for (let at = markup.indexOf("<"); at >= 0; at = markup.indexOf("<", at)) {
    TAG.lastIndex = at;
    const tag = TAG.exec(markup);
    if (tag === null || !isPlainTag(tag)) return false;
    at = TAG.lastIndex;
  }
  return true;
}
