// Sends batches of packets with as few passes through the kernel as it allows: sendmmsg, and UDP segmentation.

import { addressOf, type NativeMemory, nativeMemory } from "./ffi.ts";
import { type GroupMark, GsoGroups } from "./gso-groups.ts";
import { MSG_DONTWAIT, SOL_UDP, type SocketLibrary, UDP_SEGMENT } from "./gso-native.ts";
import { SENT_PACKETS_KEPT } from "./remote.ts";

// struct mmsghdr: name 8, name length 4 (8), iovecs 8, their count 8, control 8, its length 8, flags 4 (8), sent 4 (8)
const HEADER_BYTES = 64;
// struct iovec: address 8, length 8
const VECTOR_BYTES = 16;
// struct cmsghdr: length 8, level 4, type 4; then the segment's size 2, padded to 8
const CONTROL_BYTES = 24;
const CONTROL_LENGTH = 18;
/** struct sockaddr_in6 has 28 bytes. */
const NAME_BYTES = 32;

/** Copies of packets that aren't in the ring: reports, handshakes, checks. One batch has few. */
const COPIES_BYTES = 256 * 1024;

/** A failing receiver must not keep a batch busy for long. */
const FAILURES_MAX = 64;

export type Receiver = {
  /** struct sockaddr_in or sockaddr_in6, as the socket's family wants it. */
  readonly name: Uint32Array;
  readonly nameLength: number;
  readonly mark: GroupMark;
  /** Tells receivers apart; any number. */
  readonly salt: number;
};

export type GsoSenderOptions = {
  readonly library: SocketLibrary;
  readonly fd: number;
  readonly isSegmenting: boolean;
  /** Told how many packets the kernel had no room for, or no way. */
  readonly handleLost: (packets: number) => void;
};

/**
 * Memory: everything that C reads lies in `#memory`, or in the ring of outgoing packets, whose
 * ArrayBuffer `#ring` refers to. All indexes are below SENT_PACKETS_KEPT, for a batch is sent before
 * it is longer; a packet's bytes lie inside its view when it is pushed, and are left alone by its
 * owner until the batch is sent. C writes nothing but the count of bytes in each header.
 */
export class GsoSender {
  readonly #options: GsoSenderOptions;
  readonly #groups: GsoGroups;
  readonly #memory: NativeMemory;
  readonly #words: Uint32Array;
  readonly #vectorsAt: number;
  readonly #namesAt: number;
  readonly #controlsAt: number;
  readonly #copies: NativeMemory = nativeMemory(COPIES_BYTES);
  readonly #receivers: (Receiver | null)[] = new Array(SENT_PACKETS_KEPT).fill(null);
  readonly #addresses = new Float64Array(SENT_PACKETS_KEPT);
  readonly #lengths = new Int32Array(SENT_PACKETS_KEPT);
  #copied = 0;
  #ring: ArrayBufferLike = new ArrayBuffer(0);
  #ringAddress = 0;

  constructor(options: GsoSenderOptions) {
    this.#options = options;
    this.#groups = new GsoGroups(SENT_PACKETS_KEPT, options.isSegmenting);
    this.#vectorsAt = SENT_PACKETS_KEPT * HEADER_BYTES;
    this.#namesAt = this.#vectorsAt + SENT_PACKETS_KEPT * VECTOR_BYTES;
    this.#controlsAt = this.#namesAt + SENT_PACKETS_KEPT * NAME_BYTES;
    this.#memory = nativeMemory(this.#controlsAt + SENT_PACKETS_KEPT * CONTROL_BYTES);
    this.#words = new Uint32Array(this.#memory.bytes.buffer);
    for (let place = 0; place < SENT_PACKETS_KEPT; place++) this.#prepare(place);
  }

  /** What never changes of a header and its control message. */
  #prepare(place: number): void {
    const header = place * HEADER_BYTES;
    const control = this.#controlsAt + place * CONTROL_BYTES;
    this.#writeAddress(header, this.#memory.address + this.#namesAt + place * NAME_BYTES);
    this.#writeAddress(header + 32, this.#memory.address + control);
    this.#write(control, CONTROL_LENGTH);
    this.#write(control + 8, SOL_UDP);
    this.#write(control + 12, UDP_SEGMENT);
  }

  #write(offset: number, value: number): void {
    this.#words[offset >> 2] = value;
  }

  #writeAddress(offset: number, address: number): void {
    this.#words[offset >> 2] = address;
    this.#words[(offset >> 2) + 1] = address / 0x1_0000_0000;
  }

  /** The ring's packets are sent from where they are; all others are copied. */
  useRing(ring: ArrayBuffer): void {
    this.#ring = ring;
    this.#ringAddress = addressOf(new Uint8Array(ring));
  }

  get packets(): number {
    return this.#groups.packets;
  }

  /** Takes the first `length` bytes of `packet`. @param stream tells the receiver's streams apart. */
  push(receiver: Receiver, packet: Uint8Array, length: number, stream: number): void {
    if (length > packet.length || length === 0) return;
    if (this.#groups.isFull) this.flush();
    const address =
      packet.buffer === this.#ring
        ? this.#ringAddress + packet.byteOffset
        : this.#copy(packet, length);
    if (address === 0) {
      this.#options.handleLost(1);
      return;
    }
    const place = this.#groups.packets;
    this.#addresses[place] = address;
    this.#lengths[place] = length;
    const group = this.#groups.add(receiver.mark, length, stream ^ receiver.salt);
    this.#receivers[group] = receiver;
  }

  #copy(packet: Uint8Array, length: number): number {
    if (length > COPIES_BYTES) return 0;
    if (this.#copied + length > COPIES_BYTES) this.flush();
    const at = this.#copied;
    this.#copies.bytes.set(length === packet.length ? packet : packet.subarray(0, length), at);
    this.#copied += length;
    return this.#copies.address + at;
  }

  /** Sends what was pushed. */
  flush(): void {
    const groups = this.#groups.length;
    if (groups === 0) return;
    this.#writeBatch(groups);
    this.#send(groups);
    this.#groups.clear();
    this.#receivers.fill(null, 0, groups);
    this.#copied = 0;
  }

  #writeBatch(groups: number): void {
    const { first, next, count, size } = this.#groups;
    let vector = this.#vectorsAt;
    for (let group = 0; group < groups; group++) {
      const header = group * HEADER_BYTES;
      const vectors = count[group] ?? 0;
      this.#writeName(group);
      this.#writeAddress(header + 16, this.#memory.address + vector);
      this.#write(header + 24, vectors);
      this.#write(header + 40, vectors > 1 ? CONTROL_BYTES : 0);
      this.#write(this.#controlsAt + group * CONTROL_BYTES + 16, size[group] ?? 0);
      for (let packet = first[group] ?? -1; packet >= 0; packet = next[packet] ?? -1) {
        this.#writeAddress(vector, this.#addresses[packet] ?? 0);
        this.#write(vector + 8, this.#lengths[packet] ?? 0);
        vector += VECTOR_BYTES;
      }
    }
  }

  #writeName(group: number): void {
    const receiver = this.#receivers[group] ?? null;
    if (receiver === null) return;
    const words = receiver.nameLength >> 2;
    const at = (this.#namesAt + group * NAME_BYTES) >> 2;
    for (let word = 0; word < words; word++) this.#words[at + word] = receiver.name[word] ?? 0;
    this.#write(group * HEADER_BYTES + 8, receiver.nameLength);
  }

  #send(groups: number): void {
    let failures = 0;
    let start = 0;
    while (start < groups) {
      const sent = this.#call(start * HEADER_BYTES, groups - start);
      if (sent > 0) {
        start += sent;
        continue;
      }
      failures += 1;
      if (failures > FAILURES_MAX) {
        this.#lose(start, groups);
        return;
      }
      this.#sendOneByOne(start);
      start += 1;
    }
  }

  /** @param header where the first of `count` headers is. */
  #call(header: number, count: number): number {
    const { library, fd } = this.#options;
    return library.sendmmsg(fd, this.#memory.address + header, count, MSG_DONTWAIT);
  }

  /**
   * The kernel refused a group: for an error of somebody else's packet, which the first try took
   * away; for want of room; or because the way there can't do segmentation or has a smaller MTU.
   */
  #sendOneByOne(group: number): void {
    const header = group * HEADER_BYTES;
    const packets = this.#groups.count[group] ?? 0;
    if (this.#call(header, 1) > 0) return;
    if (packets === 1) {
      this.#options.handleLost(1);
      return;
    }
    this.#write(header + 24, 1);
    this.#write(header + 40, 0);
    const vectors = this.#words[(header >> 2) + 4] ?? 0;
    const high = this.#words[(header >> 2) + 5] ?? 0;
    const start = high * 0x1_0000_0000 + vectors;
    let lost = 0;
    for (let packet = 0; packet < packets; packet++) {
      this.#writeAddress(header + 16, start + packet * VECTOR_BYTES);
      if (this.#call(header, 1) <= 0) lost += 1;
    }
    if (lost > 0) this.#options.handleLost(lost);
    const receiver = this.#receivers[group] ?? null;
    if (lost < packets && receiver !== null) receiver.mark.canGroup = false;
  }

  #lose(start: number, groups: number): void {
    let lost = 0;
    for (let group = start; group < groups; group++) lost += this.#groups.count[group] ?? 0;
    this.#options.handleLost(lost);
  }
}
