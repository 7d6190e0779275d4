/** Larger files are generated ones; reading them only costs time. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a file's bytes: strict UTF-8, byte order mark stripped.
 *
 * @returns null for bytes that are not UTF-8 (a replacement character would change what is hashed) or too many
 */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.byteLength > MAX_FILE_BYTES) return null;
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
