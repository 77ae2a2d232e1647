// Dependency descriptors: two put together by hand, any that a writer of our own makes, and any bytes.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type FrameTemplate,
  type Indication,
  parseDependencyDescriptor,
  type TemplateStructure,
} from "../../../src/core/sfu/rtp/dependency-descriptor.ts";

/** @returns the bytes of a string of bits, in which blanks don't count. */
function bytesOf(text: string): Uint8Array {
  const bits = text.replaceAll(/\s/g, "");
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

const bits = (value: number, count: number) => value.toString(2).padStart(count, "0").slice(-count);
const flag = (value: boolean) => (value ? "1" : "0");

/** AV1 §4.10.7, written from the other side. */
function below(value: number, limit: number): string {
  const width = limit.toString(2).length;
  const short = 2 ** width - limit;
  if (value < short) return width === 1 ? "" : bits(value, width - 1);
  return bits(value + short, width);
}

const INDICATIONS: readonly Indication[] = ["absent", "discardable", "switch", "required"];
const write = {
  indications: (all: readonly Indication[]) =>
    all.map((one) => bits(INDICATIONS.indexOf(one), 2)).join(""),
  differences: (all: readonly number[]) => `${all.map((one) => `1${bits(one - 1, 4)}`).join("")}0`,
};

function writeStructure(structure: TemplateStructure): string {
  const { templates, decodeTargets, chains, protectedBy, resolutions } = structure;
  const steps = templates.map(({ spatial, temporal }, place) => {
    const next = templates[place + 1];
    if (next === undefined) return "11";
    if (next.spatial > spatial) return "10";
    return next.temporal > temporal ? "01" : "00";
  });
  return [
    bits(structure.templateIdOffset, 6),
    bits(decodeTargets - 1, 5),
    ...steps,
    ...templates.map(({ indications }) => write.indications(indications)),
    ...templates.map(({ frameDifferences }) => write.differences(frameDifferences)),
    below(chains, decodeTargets + 1),
    ...protectedBy.map((chain) => below(chain, chains)),
    ...templates.flatMap(({ chainDifferences }) => chainDifferences.map((one) => bits(one, 4))),
    flag(resolutions.length > 0),
    ...resolutions.map(({ width, height }) => bits(width - 1, 16) + bits(height - 1, 16)),
  ].join("");
}

const structures: fc.Arbitrary<TemplateStructure> = fc
  .record({
    templateIdOffset: fc.nat(63),
    steps: fc.array(fc.constantFrom("same", "temporal", "spatial"), { maxLength: 12 }),
    decodeTargets: fc.integer({ min: 1, max: 32 }),
    chainShare: fc.nat(32),
    hasResolutions: fc.boolean(),
    numbers: fc.infiniteStream(fc.nat(0xffff)),
  })
  .map(({ templateIdOffset, steps, decodeTargets, chainShare, hasResolutions, numbers }) => {
    const next = (limit: number) => (numbers.next().value ?? 0) % limit;
    const chains = chainShare % (decodeTargets + 1);
    const many = <T>(length: number, make: () => T) => Array.from({ length }, make);
    let [spatial, temporal] = [0, 0];
    const templates: FrameTemplate[] = ["same", ...steps].map((step) => {
      if (step === "temporal") temporal += 1;
      if (step === "spatial") [spatial, temporal] = [spatial + 1, 0];
      return {
        spatial,
        temporal,
        indications: many(decodeTargets, () => INDICATIONS[next(4)] ?? "absent"),
        frameDifferences: many(next(4), () => 1 + next(16)),
        chainDifferences: many(chains, () => next(16)),
      };
    });
    const size = () => ({ width: 1 + next(0x10000), height: 1 + next(0x10000) });
    return {
      templateIdOffset,
      templates,
      decodeTargets,
      chains,
      protectedBy: many(chains === 0 ? 0 : decodeTargets, () => next(chains)),
      resolutions: hasResolutions ? many(spatial + 1, size) : [],
    };
  });

describe("a dependency descriptor", () => {
  // One spatial and two temporal layers, two decode targets, one chain, 640 by 360.
  const FIRST = `1 1 000011  0000000000000111  1 0 0 0 0
    000011 00001  00 01 11  10 10  10 00  01 10  0  1 0001 0  1 0000 0
    10  0000 0010 0001  1 0000001001111111 0000000101100111`;

  test("of a key frame tells of its layers, and of all decode targets", () => {
    const parsed = parseDependencyDescriptor(bytesOf(FIRST), null);
    expect(parsed).toMatchObject({ startsFrame: true, endsFrame: true, frameNumber: 7 });
    expect(parsed?.activeDecodeTargets).toBe(0b11);
    expect(parsed?.structure).toMatchObject({
      templateIdOffset: 3,
      decodeTargets: 2,
      chains: 1,
      protectedBy: [0, 0],
      resolutions: [{ width: 640, height: 360 }],
    });
    expect(parsed?.structure?.templates.map(({ temporal }) => temporal)).toEqual([0, 0, 1]);
    expect(parsed?.frame).toEqual({
      spatial: 0,
      temporal: 0,
      indications: ["switch", "switch"],
      frameDifferences: [],
      chainDifferences: [0],
    });
  });

  test("of later frames names a template in three bytes, and adds what is its own", () => {
    const known = parseDependencyDescriptor(bytesOf(FIRST), null)?.structure ?? null;
    const short = parseDependencyDescriptor(bytesOf("1 0 000101 0000000000001000"), known);
    expect(short).toMatchObject({ endsFrame: false, activeDecodeTargets: null, structure: null });
    expect(short?.frame).toEqual({
      spatial: 0,
      temporal: 1,
      indications: ["discardable", "switch"],
      frameDifferences: [1],
      chainDifferences: [1],
    });
    const own = "1 1 000101 0000000000001001  0 1 1 1 1  01  11 00  10 00010000 00  00001001";
    const long = parseDependencyDescriptor(bytesOf(own), known);
    expect(long?.activeDecodeTargets).toBe(1);
    expect(long?.frame).toMatchObject({
      indications: ["required", "absent"],
      frameDifferences: [17],
      chainDifferences: [9],
    });
  });

  test("without its structure, of an unknown template, or cut short is none", () => {
    const bytes = bytesOf(FIRST);
    const known = parseDependencyDescriptor(bytes, null)?.structure ?? null;
    const later = bytesOf("1 0 000101 0000000000001000");
    expect(parseDependencyDescriptor(later, null)).toBeNull();
    expect(parseDependencyDescriptor(bytesOf("1 0 001000 0000000000001000"), known)).toBeNull();
    expect(parseDependencyDescriptor(bytesOf("1 0 000010 0000000000001000"), known)).toBeNull();
    for (let length = 0; length < bytes.length; length++) {
      expect(parseDependencyDescriptor(bytes.subarray(0, length), null)).toBeNull();
    }
  });

  test("is read as it was written, whatever its layers", () => {
    fc.assert(
      fc.property(structures, fc.nat(12), fc.nat(0xffff), (structure, choice, frameNumber) => {
        const { templates, templateIdOffset } = structure;
        const place = choice % templates.length;
        const id = bits((templateIdOffset + place) % 64, 6);
        const head = `10${id}${bits(frameNumber, 16)}`;
        const parsed = parseDependencyDescriptor(
          bytesOf(`${head}10000${writeStructure(structure)}`),
          null,
        );
        expect(parsed?.structure).toEqual(structure);
        expect(parsed?.frameNumber).toBe(frameNumber);
        expect(parsed?.frame).toEqual(templates[place]);
        expect(parseDependencyDescriptor(bytesOf(head), structure)?.frame).toEqual(
          templates[place],
        );
      }),
    );
  });

  test("of any bytes is one or none, without an error", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300, size: "max" }),
        fc.option(structures),
        (bytes, known) => {
          const parsed = parseDependencyDescriptor(bytes, known);
          expect(parsed === null || parsed.frame.indications.length <= 32).toBe(true);
        },
      ),
    );
  });
});
