/** Time and chance, handed out by main so that everything else can be run again with the same answers. */
export interface Ambient {
  /** Epoch ms. */
  now(): number
  /** Milliseconds of a clock that never steps back; for durations only. */
  monotonicMs(): number
  /** A fresh unguessable id: 20 characters of A-Z a-z 0-9 _ -, 120 bits. */
  id(): string
  /** A fresh message id: UUIDv7. */
  uuid(): string
  bytes(length: number): Uint8Array
  /** 32 bits, unsigned. */
  seed(): number
}
