// The dependency descriptor: of which layers a frame is and which frames it needs (RTP Payload Format For AV1, appendix A.8).

import { BitReader } from "./bit-reader.ts";

//  0 1 2 3 4 5 6 7
//  +-+-+-----------+
//  |S|E| template  |  then 16 bits of frame number; if there is more, five flags: a structure of
//  +-+-+-----------+  templates, a mask of decode targets, own indications, own differences, own chains.

/** What a frame is to a decode target: not of it, or of it and needed by none, to switch at, or needed. */
export type Indication = "absent" | "discardable" | "switch" | "required";
const INDICATIONS: readonly Indication[] = ["absent", "discardable", "switch", "required"];

export type FrameTemplate = {
  readonly spatial: number;
  readonly temporal: number;
  /** Of each decode target. */
  readonly indications: readonly Indication[];
  /** By how much the frames that it needs are before it. */
  readonly frameDifferences: readonly number[];
  /** By how much the last frame of each chain is before it; 0 where it begins one. */
  readonly chainDifferences: readonly number[];
};

/** Sent with a key frame, and good until the next. */
export type TemplateStructure = {
  readonly templateIdOffset: number;
  readonly templates: readonly FrameTemplate[];
  readonly decodeTargets: number;
  /** Of each decode target the chain that must be whole; none when there are no chains. */
  readonly protectedBy: readonly number[];
  readonly chains: number;
  /** Of each spatial layer, in pixels; none when it isn't told. */
  readonly resolutions: readonly { readonly width: number; readonly height: number }[];
};

export type DependencyDescriptor = {
  readonly startsFrame: boolean;
  readonly endsFrame: boolean;
  /** 16 bits. */
  readonly frameNumber: number;
  /** That came with this packet; null for none. */
  readonly structure: TemplateStructure | null;
  /** A bit for each decode target that still comes, the lowest for the first; null when it isn't told. */
  readonly activeDecodeTargets: number | null;
  /** Its template's, with what this frame has of its own. */
  readonly frame: FrameTemplate;
};

const TEMPLATES_MAX = 64;
const SHORT_BYTES = 3;
const NEXT_TEMPORAL = 1;
const NEXT_SPATIAL = 2;
const NO_NEXT = 3;

type Shape = Pick<TemplateStructure, "decodeTargets" | "chains">;
type Own = { readonly indications: boolean; readonly frames: boolean; readonly chains: boolean };

/**
 * @param known the structure that came last in this stream; null before the first.
 * @returns null for what ends too early, or names a template that nobody told of.
 */
export function parseDependencyDescriptor(
  bytes: Uint8Array,
  known: TemplateStructure | null,
): DependencyDescriptor | null {
  const reader = new BitReader(bytes);
  const [startsFrame, endsFrame] = [reader.flag(), reader.flag()];
  const templateId = reader.bits(6);
  const frameNumber = reader.bits(16);
  const isLong = bytes.length > SHORT_BYTES;
  const hasStructure = isLong && reader.flag();
  const hasActive = isLong && reader.flag();
  const own: Own = {
    indications: isLong && reader.flag(),
    frames: isLong && reader.flag(),
    chains: isLong && reader.flag(),
  };
  const structure = hasStructure ? readStructure(reader) : null;
  const current = hasStructure ? structure : known;
  if (current === null) return null;
  const all = hasStructure ? 2 ** current.decodeTargets - 1 : null;
  const activeDecodeTargets = hasActive ? reader.bits(current.decodeTargets) : all;
  const place = (templateId + TEMPLATES_MAX - current.templateIdOffset) % TEMPLATES_MAX;
  const template = current.templates[place];
  if (template === undefined) return null;
  const frame = readFrame(reader, template, current, own);
  if (reader.isOverrun) return null;
  return { startsFrame, endsFrame, frameNumber, structure, activeDecodeTargets, frame };
}

function readFrame(
  reader: BitReader,
  template: FrameTemplate,
  { decodeTargets, chains }: Shape,
  own: Own,
): FrameTemplate {
  const { spatial, temporal } = template;
  const indications = own.indications
    ? readIndications(reader, decodeTargets)
    : template.indications;
  const frameDifferences = own.frames ? readOwnDifferences(reader) : template.frameDifferences;
  const chainDifferences = own.chains
    ? Array.from({ length: chains }, () => reader.bits(8))
    : template.chainDifferences;
  return { spatial, temporal, indications, frameDifferences, chainDifferences };
}

/** @returns null for one with more templates than can be named. */
function readStructure(reader: BitReader): TemplateStructure | null {
  const templateIdOffset = reader.bits(6);
  const decodeTargets = reader.bits(5) + 1;
  const layers = readLayers(reader);
  if (layers === null) return null;
  const indications = layers.map(() => readIndications(reader, decodeTargets));
  const differences = layers.map(() => readDifferences(reader));
  const chains = reader.below(decodeTargets + 1);
  const targets = Array.from({ length: chains === 0 ? 0 : decodeTargets });
  const protectedBy = targets.map(() => reader.below(chains));
  const templates = layers.map((layer, place) => ({
    ...layer,
    indications: indications[place] ?? [],
    frameDifferences: differences[place] ?? [],
    chainDifferences: Array.from({ length: chains }, () => reader.bits(4)),
  }));
  const spatialLayers = 1 + (layers.at(-1)?.spatial ?? 0);
  const resolutions = Array.from({ length: reader.flag() ? spatialLayers : 0 }, () => ({
    width: reader.bits(16) + 1,
    height: reader.bits(16) + 1,
  }));
  return { templateIdOffset, templates, decodeTargets, protectedBy, chains, resolutions };
}

function readLayers(reader: BitReader): Pick<FrameTemplate, "spatial" | "temporal">[] | null {
  const layers: Pick<FrameTemplate, "spatial" | "temporal">[] = [];
  let [spatial, temporal] = [0, 0];
  for (let next = 0; next !== NO_NEXT; ) {
    if (layers.length >= TEMPLATES_MAX) return null;
    layers.push({ spatial, temporal });
    next = reader.bits(2);
    if (next === NEXT_TEMPORAL) temporal += 1;
    if (next === NEXT_SPATIAL) [spatial, temporal] = [spatial + 1, 0];
  }
  return layers;
}

function readIndications(reader: BitReader, decodeTargets: number): Indication[] {
  return Array.from({ length: decodeTargets }, () => INDICATIONS[reader.bits(2)] ?? "absent");
}

/** Each of 4 bits behind a flag that says that it is there. */
function readDifferences(reader: BitReader): number[] {
  const differences: number[] = [];
  while (reader.flag()) differences.push(reader.bits(4) + 1);
  return differences;
}

/** Each behind 2 bits that say of how many times 4 bits it is; 0 ends them. */
function readOwnDifferences(reader: BitReader): number[] {
  const differences: number[] = [];
  for (let size = reader.bits(2); size > 0; size = reader.bits(2)) {
    differences.push(reader.bits(4 * size) + 1);
  }
  return differences;
}
