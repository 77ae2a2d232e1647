// What members are warned of: something that an honest server and honest members would not have done.

export type Alarm = {
  readonly reason: /** The server counts somebody as a member who isn't in the tree. */
    | "unknown-connection"
    /** Somebody is in the tree, and the server says that nobody of that name is connected. */
    | "missing-connection"
    /** A member made a commit that breaks the rules. */
    | "bad-commit"
    /** A knock or a Welcome names somebody who doesn't hold the link. */
    | "bad-credential"
    /** The server delivered something that no member made, or that was altered. */
    | "bad-message";
  /** Who it is about, as far as known. */
  readonly name: string | null;
};
