import type { Entry, Target } from '../../publishers/target.js';
import { brokerError } from './brokerError.js';
import { type KafkaMessage, type KafkaMode, kafkaMessage, sizeOf } from './kafkaMessage.js';

export type { KafkaMessage };

/** What is needed of a producer: that of kafkajs has it, and that of Confluent's client (`KafkaJS` in `@confluentinc/kafka-javascript`). */
export type KafkaProducer = {
  connect(): Promise<unknown>;
  send(request: { topic: string; acks: number; messages: KafkaMessage[] }): Promise<unknown>;
};

export type KafkaTargetOptions = {
  readonly topic: string;
  /** Not connected yet. Make one with `kafkaProducer`, or by yourself, with at most one request in flight to a partition. */
  readonly producer: KafkaProducer;
  /** Default: `binary`. */
  readonly mode?: KafkaMode;
  /** Bytes of one record, and of one request. Default: 1,000,000, a little less than what brokers take unless told otherwise. */
  readonly maximumBytes?: number;
};

type KafkaEntry = Entry & { readonly message: KafkaMessage };

/** Sends CloudEvents to a topic, the stream as their key: a stream is in one partition, in its order. All replicas in sync have to have it. */
export function kafkaTarget({ topic, producer, mode = 'binary', maximumBytes = 1_000_000 }: KafkaTargetOptions): Target<KafkaEntry> {
  let connecting: Promise<unknown> | undefined;
  const connected = () => {
    connecting ??= producer.connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  return {
    name: `Topic ${topic}`,
    limits: { entries: 1000, requestBytes: maximumBytes, entryBytes: maximumBytes },
    // One key, one partition, one batch of records, which its leader appends as a whole.
    order: 'together',

    entry(event) {
      const message = kafkaMessage(event, mode);
      return { event, message, size: sizeOf(message) };
    },

    async send(entries) {
      try {
        await connected();
        await producer.send({ topic, acks: -1, messages: entries.map(({ message }) => message) });
        return [];
      } catch (error) {
        throw brokerError(error, topic);
      }
    },
  };
}
