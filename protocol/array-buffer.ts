/**
 * Whether a value is an ArrayBuffer, of whichever window: `instanceof` knows those of its own window alone, and data
 * channels hand out those of the window in which their connection was made.
 */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}
