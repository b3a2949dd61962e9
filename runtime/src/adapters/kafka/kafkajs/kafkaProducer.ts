import { Kafka, logLevel } from 'kafkajs';
import type { KafkaProducer } from '../kafkaTarget.js';

export type KafkaConnection = {
  /** `host:port` of each broker to begin with. */
  readonly brokers: readonly string[];
  /** Default: `serverless-event-sourcing`. */
  readonly clientId?: string;
  /** Default: false. */
  readonly ssl?: boolean;
};

/** A producer of kafkajs. For SASL, and whatever else it can, make one by yourself: `new Kafka({ … }).producer({ maxInFlightRequests: 1 })`. */
export function kafkaProducer({
  brokers,
  clientId = 'serverless-event-sourcing',
  ssl = false,
}: KafkaConnection): KafkaProducer & { disconnect(): Promise<void> } {
  // The sender retries, too: a client that retried for long would leave the function no time for that.
  const retry = { retries: 2, initialRetryTime: 100, maxRetryTime: 1000 };
  const kafka = new Kafka({ clientId, brokers: [...brokers], ssl, retry, logLevel: logLevel.NOTHING });
  // One request at a time: a batch that is sent again comes before the next one of its partition.
  return kafka.producer({ maxInFlightRequests: 1, allowAutoTopicCreation: false });
}
