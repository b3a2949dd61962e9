import { hash } from 'node:crypto';

/** 132 bits of SHA-256 over parts whose borders count: `['a', 'bc']` and `['ab', 'c']` differ. 22 characters, base64url. */
export const hashParts = (...parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);

/** A UUID (version 8, RFC 9562) made from the same hash: an id that its parts determine. */
export function uuidOf(...parts: readonly string[]): string {
  const hex = hash('sha256', JSON.stringify(parts), 'hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
