// What a browser says on one TCP connection, as a server reads it: HTTP requests, then WebSocket frames unmasked (RFC 9112, RFC 6455 §5.2).

export type HttpRequest = {
  /** `GET /m/… HTTP/1.1` */
  readonly line: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

export type ClientTalk = {
  readonly requests: readonly HttpRequest[];
  /** The payloads of all whole WebSocket frames, joined; empty without an upgrade. */
  readonly socketBytes: Uint8Array;
};

const HEAD_END = "\r\n\r\n";

/** Bits of a frame's first two bytes. */
const COMPRESSED = 0x40;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** @throws Error when it isn't HTTP/1.1 with `Content-Length`, or frames are compressed: we would be blind. */
export function readClientTalk(stream: Uint8Array): ClientTalk {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const requests: HttpRequest[] = [];
  let offset = 0;
  for (;;) {
    const headEnd = bytes.indexOf(HEAD_END, offset);
    if (headEnd < 0) return { requests, socketBytes: new Uint8Array(0) };
    const [line = "", ...fields] = bytes.toString("latin1", offset, headEnd).split("\r\n");
    if (!/^[A-Z]+ \S+ HTTP\/1\.1$/.test(line)) throw new Error(`not a request: ${line}`);
    const headers = new Map(
      fields.map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    if (headers.has("transfer-encoding")) throw new Error("a body of unknown length");
    const bodyStart = headEnd + HEAD_END.length;
    offset = bodyStart + Number(headers.get("content-length") ?? 0);
    requests.push({ line, headers, body: bytes.subarray(bodyStart, offset) });
    if (headers.get("upgrade")?.toLowerCase() === "websocket") {
      return { requests, socketBytes: unmask(bytes.subarray(offset)) };
    }
  }
}

function unmask(bytes: Buffer): Uint8Array {
  const payloads: Buffer[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const [first = 0, second = 0] = bytes.subarray(offset, offset + 2);
    if ((first & COMPRESSED) !== 0) throw new Error("a compressed frame");
    if ((second & MASKED) === 0) throw new Error("a frame of a client without a mask");
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskStart = offset + 2 + lengthBytes;
    const start = maskStart + MASK_BYTES;
    if (start > bytes.length) break;
    const length =
      short === 126
        ? bytes.readUInt16BE(offset + 2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(offset + 2))
          : short;
    if (start + length > bytes.length) break;
    const mask = bytes.subarray(maskStart, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    payload.forEach((byte, index) => {
      payload[index] = byte ^ (mask[index % MASK_BYTES] ?? 0);
    });
    payloads.push(payload);
    offset = start + length;
  }
  return Buffer.concat(payloads);
}
