// Messages that send ts-mls round for ever, to a real member in a thread of its own. Seen to fail with
// external joins and Removes of nobody let through by commit-rules.ts (either check alone holds). Public
// messages are refused twice over, and so are trees that aren't sound.

import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Node, Proposal } from "ts-mls";
import {
  createGroup,
  createGroupInfoWithExternalPubAndRatchetTree,
  encodeMlsMessage,
  joinGroupExternal,
} from "ts-mls";
import type { Bytes } from "../../src/base/bytes.ts";
import { copy } from "../../src/base/bytes.ts";
import { makeCommit } from "../../src/core/mls/commit.ts";
import { openKnock } from "../../src/core/mls/knock.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import { commitMessage } from "../support/hostile-insider.ts";
import type { FromHostileWorker, ToHostileWorker } from "../support/hostile-worker.ts";
import {
  classical,
  configOf,
  forgeWelcome,
  GROUP_ID,
  type Insider,
  idOf,
  keyPackageOf,
  linkOf,
  meeting,
  subtle,
} from "../unit/mls/fixtures.ts";
import { sealedCommit } from "../unit/mls/sealed-commit.ts";

/** A message is judged in milliseconds; on a busy machine in a second. A loop never ends. */
const DEADLINE_MS = 10_000;

class Thread {
  readonly #worker = new Worker(new URL("../support/hostile-worker.ts", import.meta.url));

  ask(message: ToHostileWorker): Promise<FromHostileWorker> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the member hangs")), DEADLINE_MS);
      this.#worker.onmessage = ({ data }: MessageEvent<FromHostileWorker>) => {
        clearTimeout(timer);
        resolve(data);
      };
      this.#worker.onerror = ({ message: what }) => reject(new Error(what));
      this.#worker.postMessage(message);
    });
  }

  async hear(message: ServerMessage): Promise<readonly string[]> {
    return (await this.ask({ type: "hear", message })).told;
  }

  close(): void {
    this.#worker.terminate();
  }
}

let thread: Thread;
let insider: Insider;
let sealed: Bytes;

/** Person 1 is the insider, person 2 the member in the thread. */
beforeEach(async () => {
  thread = new Thread();
  ({ sealed: sealed = new Uint8Array(0) as Bytes } = (await thread.ask({
    type: "start",
    number: 2,
  })) as { sealed: Bytes });
  const { publicPackage, privatePackage } = await keyPackageOf(1);
  const config = configOf();
  const state = await createGroup(GROUP_ID, publicPackage, privatePackage, [], classical, config);
  insider = { state };
}, 20_000);

afterEach(() => thread.close());

async function victimsKeyPackage() {
  const knock = await openKnock(sealed, idOf(2), linkOf(), subtle, meeting);
  if (!knock.ok) throw new Error(knock.reason);
  return knock.value.keyPackage;
}

async function comeIn(): Promise<void> {
  const work = { adds: [await victimsKeyPackage()], removes: [] };
  const { welcome, next } = await makeCommit(insider.state, work, linkOf(), classical);
  insider.state = next;
  const told = await thread.hear({ type: "welcome", sender: idOf(1), message: welcome });
  expect(told).toContain("epoch");
}

/** It is still there, and does what it should. */
async function expectAlive(): Promise<void> {
  const work = { adds: [], removes: [] };
  const { message } = await makeCommit(insider.state, work, linkOf(), classical);
  expect(await thread.hear(commitMessage(message))).toContain("epoch");
}

test("an external commit that removes a leaf far out of the tree, which anybody can write", async () => {
  await comeIn();
  const { state } = insider;
  const info = await createGroupInfoWithExternalPubAndRatchetTree(state, [], classical);
  const stranger = await keyPackageOf(9);
  const { publicMessage } = await joinGroupExternal(
    info,
    stranger.publicPackage,
    stranger.privatePackage,
    false,
    classical,
    undefined,
    configOf(),
  );
  const { content } = publicMessage;
  if (content.contentType !== "commit") throw new Error("a commit");
  const far: Proposal = { proposalType: "remove", remove: { removed: 0xffff } };
  const proposals = [
    ...content.commit.proposals,
    { proposalOrRefType: "proposal" as const, proposal: far },
  ];
  const changed = { ...content, commit: { ...content.commit, proposals } };
  for (const one of [publicMessage, { ...publicMessage, content: changed }]) {
    const message = copy(
      encodeMlsMessage({
        version: "mls10",
        wireformat: "mls_public_message",
        publicMessage: one as typeof publicMessage,
      }),
    );
    expect(await thread.hear(commitMessage(message))).toEqual(["alarm"]);
  }
  await expectAlive();
}, 40_000);

test("an external join inside a member's private commit", async () => {
  await comeIn();
  const externalInit = { kemOutput: new Uint8Array(32) };
  const message = await sealedCommit(insider.state, {
    proposals: [
      { proposalType: "external_init", externalInit },
      { proposalType: "remove", remove: { removed: 0xffff } },
    ],
  });
  expect(await thread.hear(commitMessage(message))).toEqual(["alarm", "left"]);
}, 40_000);

test.each([9, 0x7fffffff, 0x80000000, 0xffffffff])(
  "a Welcome whose tree names leaf %d where none is",
  async (unmerged) => {
    const keyPackage = await victimsKeyPackage();
    const parent: Node = {
      nodeType: "parent",
      parent: {
        hpkePublicKey: new Uint8Array(32).fill(3),
        parentHash: new Uint8Array(0),
        unmergedLeaves: [unmerged],
      },
    };
    const own: Node = { nodeType: "leaf", leaf: keyPackage.leafNode };
    const tree = [insider.state.ratchetTree[0], parent, own];
    const welcome = await forgeWelcome(insider, keyPackage, { tree });
    const told = await thread.hear({ type: "welcome", sender: idOf(1), message: welcome });
    expect(told).toEqual(["alarm", "left"]);
  },
  40_000,
);

test("a Welcome whose tree is no tree", async () => {
  const keyPackage = await victimsKeyPackage();
  const own: Node = { nodeType: "leaf", leaf: keyPackage.leafNode };
  const tree = [insider.state.ratchetTree[0], own, own, undefined];
  const welcome = await forgeWelcome(insider, keyPackage, { tree });
  const told = await thread.hear({ type: "welcome", sender: idOf(1), message: welcome });
  expect(told.at(-1) === "left" || told.includes("alarm")).toBe(true);
}, 40_000);
