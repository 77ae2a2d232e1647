// C libraries by their absolute path, where the runtime can call C: Bun and Deno.
//
// Memory: C is only ever given addresses inside a NativeMemory, which its owner keeps for as long as
// C may use it. Its ArrayBuffer is made as one and not by a typed array of a length, whose bytes may
// lie in the collector's heap and move when somebody asks for their buffer.

import type * as BunFfi from "bun:ffi";
import { existsSync, readFileSync } from "node:fs";

/** An address is a number: user space has 47 bits on x86-64 and 48 on arm64, a double holds 53. */
export type NativeType = "address" | "i32" | "u32" | "void";

export type Signature = { readonly takes: readonly NativeType[]; readonly gives: NativeType };

/** Addresses and integers only; null pointers are 0. */
export type NativeFunction = (...values: number[]) => number;

export type Library<Name extends string> = Readonly<Record<Name, NativeFunction>>;

type DenoSymbol = (...values: (number | bigint)[]) => number | bigint | undefined;
type DenoFfi = {
  dlopen(
    path: string,
    symbols: Record<string, { parameters: string[]; result: string }>,
  ): { readonly symbols: Readonly<Record<string, DenoSymbol>> };
  readonly UnsafePointer: { of(view: Uint8Array): unknown; value(pointer: unknown): bigint };
};

declare const Deno: DenoFfi;

/** Not imported: Deno and Node know no such module. */
function bunFfi(): typeof BunFfi | null {
  if (typeof Bun === "undefined") return null;
  const module: unknown = process.getBuiltinModule("bun:ffi");
  return module === undefined ? null : (module as typeof BunFfi);
}

/** 64-bit little-endian Linux: the layouts of structures that we write hold for nothing else. */
export function hasFfi(): boolean {
  const isKnown = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);
  const isDeno = typeof Bun === "undefined" && typeof Deno !== "undefined" && "dlopen" in Deno;
  return isKnown && (isDeno || bunFfi() !== null);
}

/**
 * The attacker can write to the directory that the server was started in: Bun looks for a bare name
 * there too when the system has no such library. So only absolute paths are opened.
 * @returns null when none of `paths` is a library with all of `symbols`.
 */
export function openLibrary<Name extends string>(
  paths: readonly string[],
  symbols: Readonly<Record<Name, Signature>>,
): Library<Name> | null {
  if (!hasFfi()) return null;
  for (const path of paths) {
    if (!path.startsWith("/")) continue;
    try {
      if (!existsSync(path)) continue;
      return typeof Bun === "undefined" ? openByDeno(path, symbols) : openByBun(path, symbols);
    } catch {
      // Not a library, of another architecture, without one of the symbols, or not permitted: Deno
      // throws at the question already.
    }
  }
  return null;
}

const BUN_TYPES = { address: "ptr", i32: "i32", u32: "u32", void: "void" } as const;
const DENO_TYPES = { address: "usize", i32: "i32", u32: "u32", void: "void" } as const;

function openByBun<Name extends string>(
  path: string,
  symbols: Readonly<Record<Name, Signature>>,
): Library<Name> {
  const ffi = bunFfi();
  if (ffi === null) throw new Error("no bun:ffi");
  const entries = Object.entries<Signature>(symbols).map(([name, { takes, gives }]) => [
    name,
    { args: takes.map((type) => BUN_TYPES[type]), returns: BUN_TYPES[gives] },
  ]);
  return ffi.dlopen(path, Object.fromEntries(entries)).symbols as unknown as Library<Name>;
}

function openByDeno<Name extends string>(
  path: string,
  symbols: Readonly<Record<Name, Signature>>,
): Library<Name> {
  const entries = Object.entries<Signature>(symbols).map(([name, { takes, gives }]) => [
    name,
    { parameters: takes.map((type) => DENO_TYPES[type]), result: DENO_TYPES[gives] },
  ]);
  const opened = Deno.dlopen(path, Object.fromEntries(entries)).symbols;
  const wrapped = Object.entries<Signature>(symbols).map(([name, { gives }]) => {
    const call = opened[name];
    if (call === undefined) throw new Error(`no ${name}`);
    // An address comes back as a BigInt.
    return [name, gives === "address" ? (...values: number[]) => Number(call(...values)) : call];
  });
  return Object.fromEntries(wrapped) as Library<Name>;
}

/** Bytes that C may read and write, at an address that holds for as long as this is referenced. */
export type NativeMemory = { readonly bytes: Uint8Array<ArrayBuffer>; readonly address: number };

export function nativeMemory(length: number): NativeMemory {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  return { bytes, address: addressOf(bytes) };
}

/** `bytes` must be a view of an ArrayBuffer that was made as one, and be kept by the caller. */
export function addressOf(bytes: Uint8Array): number {
  const ffi = bunFfi();
  if (ffi !== null) return ffi.ptr(bytes);
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

/**
 * The C library that this process runs on already, found by what is mapped: a second one beside it
 * would have its own errno and its own heap.
 */
export function loadedLibc(): readonly string[] {
  try {
    const maps = readFileSync("/proc/self/maps", "utf8");
    const path = /\s(\/\S*\/(?:libc\.so\.6|libc-2\.\d+\.so|ld-musl-\w+\.so\.1))$/m.exec(maps)?.[1];
    return path === undefined ? [] : [path];
  } catch {
    return [];
  }
}
