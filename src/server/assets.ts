// What browsers fetch: every file of `public`, held in memory, under one hash of all of them.

import { brotliDecompressSync } from "node:zlib";
import type { Assets } from "../../views/assets.ts";
import { assert } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";

/** As src/build/assets.ts writes it: contents in base64. */
export type AssetSource = {
  readonly type: string;
  readonly integrity: string;
  /** Null for large ones, which are carried compressed alone. */
  readonly plain: string | null;
  readonly brotli: string | null;
};

export type Asset = {
  readonly type: string;
  readonly etag: string;
  /** Costs time each time where only `brotli` is carried: for the few who can't read that. */
  readonly plain: Bytes;
  readonly brotli: Bytes | null;
};

function assetOf({ type, integrity, plain, brotli }: AssetSource): Asset {
  const compressed = brotli === null ? null : Uint8Array.fromBase64(brotli);
  const carried = plain === null ? null : Uint8Array.fromBase64(plain);
  return {
    type,
    etag: `"${integrity}"`,
    brotli: compressed,
    get plain() {
      return carried ?? new Uint8Array(brotliDecompressSync(compressed ?? new Uint8Array()));
    },
  };
}

export class BuiltAssets implements Assets {
  readonly buildHash: string;
  readonly #sources: Readonly<Record<string, AssetSource>>;
  readonly #assets = new Map<string, Asset>();

  constructor(buildHash: string, sources: Readonly<Record<string, AssetSource>>) {
    this.buildHash = buildHash;
    this.#sources = sources;
    for (const [name, source] of Object.entries(sources)) this.#assets.set(name, assetOf(source));
  }

  /** @returns null unless `buildHash` is of this build and `name` is in it. */
  find(buildHash: string, name: string): Asset | null {
    return buildHash === this.buildHash ? (this.#assets.get(name) ?? null) : null;
  }

  /** @throws Bug when this build has no such asset: a slip in a view. So does `integrity`. */
  url(name: string): string {
    assert(name in this.#sources, `no asset is named ${name}`);
    return `/assets/${this.buildHash}/${name}`;
  }

  integrity(name: string): string {
    const source = this.#sources[name];
    assert(source !== undefined, `no asset is named ${name}`);
    return source.integrity;
  }
}
