// Declares a message once: its type, its writer and a reader that survives any bytes.

import { assert } from "../base/assert.ts";
import { ByteReader } from "../base/byte-reader.ts";
import { ByteWriter } from "../base/byte-writer.ts";
import type { Bytes } from "../base/bytes.ts";
import { hex } from "../base/bytes.ts";
import type { ExchangeId, MeetingId, ParticipantId, SessionId } from "./ids.ts";
import { ID_BYTES, idBytes, parseMeetingId } from "./ids.ts";

export type Field<T> = {
  readonly write: (writer: ByteWriter, value: T) => void;
  readonly read: (reader: ByteReader) => T;
};

export type Infer<F> = F extends Field<infer T> ? T : never;

export const u8: Field<number> = { write: (w, v) => w.u8(v), read: (r) => r.u8() };
export const u16: Field<number> = { write: (w, v) => w.u16(v), read: (r) => r.u16() };
export const u32: Field<number> = { write: (w, v) => w.u32(v), read: (r) => r.u32() };
export const u64: Field<bigint> = { write: (w, v) => w.u64(v), read: (r) => r.u64() };

export const bool: Field<boolean> = {
  write: (w, v) => w.u8(v ? 1 : 0),
  read: (r) => {
    const value = r.u8();
    if (value > 1) r.fail();
    return value === 1;
  },
};

export function fixed(length: number): Field<Bytes> {
  return { write: (w, v) => w.fixed(v, length), read: (r) => r.fixed(length) };
}

export function bytes(lengthMax: number): Field<Bytes> {
  return { write: (w, v) => w.bytes(v, lengthMax), read: (r) => r.bytes(lengthMax) };
}

export function text(lengthMax: number): Field<string> {
  return { write: (w, v) => w.text(v, lengthMax), read: (r) => r.text(lengthMax) };
}

export function list<T>(field: Field<T>, countMax: number): Field<T[]> {
  return {
    write: (w, v) => w.list(v, countMax, (item) => field.write(w, item)),
    read: (r) => r.list(countMax, () => field.read(r)),
  };
}

/** One byte: the index of a word in a closed list. */
export function word<const W extends readonly string[]>(words: W): Field<W[number]> {
  return {
    write: (w, v) => w.u8(words.indexOf(v)),
    read: (r) => {
      const value = words[r.u8()];
      if (value === undefined) r.fail();
      return value ?? (words[0] as W[number]);
    },
  };
}

/** One byte, then the value if there is one. */
export function optional<T>(field: Field<T>): Field<T | null> {
  return {
    write: (w, v) => {
      bool.write(w, v !== null);
      if (v !== null) field.write(w, v);
    },
    read: (r) => (bool.read(r) ? field.read(r) : null),
  };
}

function id<T extends ParticipantId | SessionId | ExchangeId>(): Field<T> {
  return {
    write: (w, v) => w.fixed(idBytes(v), ID_BYTES),
    read: (r) => hex(r.fixed(ID_BYTES)) as T,
  };
}

export const participantId = id<ParticipantId>();
export const sessionId = id<SessionId>();
export const exchangeId = id<ExchangeId>();

export const meetingId: Field<MeetingId> = {
  write: (w, v) => w.text(v, 19),
  read: (r) => {
    const parsed = parseMeetingId(r.text(19));
    if (parsed === null) r.fail();
    return parsed ?? ("" as MeetingId);
  },
};

// biome-ignore lint/suspicious/noExplicitAny: a struct's fields have types of their own.
type AnyField = Field<any>;

type StructOf<F> = { readonly [K in keyof F]: Infer<F[K]> };

/** Its fields one after another, in the order of their declaration. */
export function struct<const F extends Readonly<Record<string, AnyField>>>(
  fields: F,
): Field<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    write: (w, value) => {
      for (const [name, field] of entries) field.write(w, value[name as keyof typeof value]);
    },
    read: (r) => {
      const value: Record<string, unknown> = {};
      for (const [name, field] of entries) value[name] = field.read(r);
      return value as StructOf<F>;
    },
  };
}

type Variants = Readonly<Record<string, Readonly<Record<string, AnyField>>>>;
type UnionOf<V> = { [K in keyof V]: { readonly type: K } & StructOf<V[K]> }[keyof V];

/** One byte (the variant's place in the declaration, from 1), then the variant's fields. */
export function union<const V extends Variants>(variants: V): Field<UnionOf<V>> {
  const names = Object.keys(variants);
  const structs = names.map((name) => struct(variants[name] ?? {}));
  return {
    write: (w, value) => {
      const index = names.indexOf(value.type as string);
      assert(index >= 0, "unknown variant");
      w.u8(index + 1);
      structs[index]?.write(w, value as never);
    },
    read: (r) => {
      const index = r.u8() - 1;
      const fields = structs[index];
      if (fields === undefined) r.fail();
      return { type: names[index], ...fields?.read(r) } as UnionOf<V>;
    },
  };
}

/** @throws Bug when a field is over its bound. */
export function encode<T>(field: Field<T>, value: T): Bytes {
  const writer = new ByteWriter();
  field.write(writer, value);
  return writer.finish();
}

/** @returns null unless `message` is exactly one value of `field`. Never throws. */
export function decode<T>(field: Field<T>, message: Uint8Array): T | null {
  const reader = new ByteReader(message);
  const value = field.read(reader);
  return reader.isComplete ? value : null;
}
