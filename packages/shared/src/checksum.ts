import { hash } from 'node:crypto';

/**
 * The identity of a prompt's content.
 *
 * @param template the template text exactly as stored; nothing is trimmed or normalised
 * @returns lower-case hex SHA-256 of its UTF-8 bytes, 64 characters
 */
export function checksum(template: string): string {
  return hash('sha256', template, 'hex');
}

/** What a checksum looks like; a prefix of one is at least 7 characters. */
export const CHECKSUM_PATTERN = /^[0-9a-f]{64}$/;
