// The SRTP protection profiles that we know, and the sizes of their keys (RFC 5764 §4.1.2, RFC 7714 §14.2).

/** By their numbers in DTLS's use_srtp. The order is ours: GCM costs half the time. */
export const SRTP_PROFILES = { AEAD_AES_128_GCM: 7, AES_CM_128_HMAC_SHA1_80: 1 } as const;
export type SrtpProfile = keyof typeof SRTP_PROFILES;

export const SRTP_KEY_BYTES = 16;
export const SRTP_SALT_BYTES: Readonly<Record<SrtpProfile, number>> = {
  AEAD_AES_128_GCM: 12,
  AES_CM_128_HMAC_SHA1_80: 14,
};

/** Bytes that protection adds at most. */
export const SRTP_TAG_BYTES_MAX = 16;
