// An address that leads out of the meeting, in the parts in which it is shown before it is opened.

export type OutsideLink = {
  readonly href: string;
  /** `before`, `host` and `after` joined are `href`: the host decides where it leads. */
  readonly before: string;
  /** As the browser asks for it: letters that look like others are written out (Punycode). */
  readonly host: string;
  readonly after: string;
};

/** @returns null for what is no web address, or has a name or password before its host. */
export function outsideLink(address: string): OutsideLink | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== "" || url.password !== "") return null;
  const { href, host } = url;
  const start = url.protocol.length + "//".length;
  const end = start + host.length;
  return { href, before: href.slice(0, start), host, after: href.slice(end) };
}
