// How a page names the files that it loads.

export type Assets = {
  /** The address of a file in `public`, with the build's hash. */
  url(name: string): string;
  /** Its `integrity` attribute; null while building. */
  integrity(name: string): string | null;
};
