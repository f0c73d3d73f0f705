/**
 * Jupyter messages as frames: identities, `<IDS|MSG>`, signature, header, parent header, metadata, content.
 * https://jupyter-client.readthedocs.io/en/latest/messaging.html#the-wire-protocol
 */
import { createHmac } from 'node:crypto';
import type { Frame } from './internals';

const DELIMITER = '<IDS|MSG>';

/** A message taken apart; the four bodies are still JSON text. */
export interface WireMessage {
  identities: Frame[];
  header: string;
  parent: string;
  metadata: string;
  content: string;
}

/** Takes a message apart; `undefined` when it is none of Jupyter's. */
export function parseWire(frames: unknown): WireMessage | undefined {
  if (!Array.isArray(frames)) {
    return undefined;
  }
  const list = frames as Frame[];
  const at = list.findIndex(frame => text(frame) === DELIMITER);
  // Frames after the bodies are binary buffers: such a message is passed on as it is.
  if (at < 0 || list.length !== at + 6) {
    return undefined;
  }
  return {
    identities: list.slice(0, at),
    header: text(list[at + 2]),
    parent: text(list[at + 3]),
    metadata: text(list[at + 4]),
    content: text(list[at + 5])
  };
}

/** Puts a message together and signs it with the connection's key. */
export function formatWire(message: WireMessage, key: string): Frame[] {
  const { header, parent, metadata, content } = message;
  const bodies = [header, parent, metadata, content];
  const signature = createHmac('sha256', key);
  for (const body of bodies) {
    signature.update(body);
  }
  return [
    ...message.identities,
    Buffer.from(DELIMITER),
    signature.digest('hex'),
    ...bodies
  ];
}

/** Type of a message. */
export function wireType(message: WireMessage): string | undefined {
  return (JSON.parse(message.header) as { msg_type?: string }).msg_type;
}

function text(frame: Frame): string {
  return typeof frame === 'string' ? frame : frame.toString('utf8');
}
