export { type KafkaMessage, type KafkaProducer, type KafkaTargetOptions, kafkaTarget } from './kafkaTarget.js';
export { type KafkaConnection, kafkaProducer } from './kafkaProducer.js';
