import type { CommitCodec } from '../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import type { CommitItem } from '../../runtime/src/adapters/dynamodb/events/commitItem.js';

/** Decodes an item, failing in a promise whether the codec does or at once. */
export const decoding = async (codec: CommitCodec, item: CommitItem) => codec.decode(item);
